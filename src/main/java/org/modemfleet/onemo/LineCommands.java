package org.modemfleet.onemo;

import java.time.Duration;
import java.util.List;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/** Commands about the line and what is reported on it (ITU-T V.250 6.2; 3GPP TS 27.007 9.1, 10.1.22). */
public final class LineCommands {

    private LineCommands() {}

    /** A command that is answered with a final result alone. */
    private interface WithoutRows extends AtCommand<NoRows> {
        @Override
        default ResponseShape shape() {
            return ResponseShape.none();
        }

        @Override
        default Duration timeout() {
            return Timeouts.FINAL_RESULT;
        }

        @Override
        default NoRows decode(List<AtLine> rows) {
            return NoRows.NO_ROWS;
        }
    }

    /** {@code AT} → OK. */
    public record Attention() implements WithoutRows {
        @Override
        public String body() {
            return "";
        }
    }

    /** {@code ATE0}, {@code ATE1} → OK: whether the module repeats command lines. */
    public record Echo(boolean on) implements WithoutRows {
        @Override
        public String body() {
            return on ? "E1" : "E0";
        }
    }

    /**
     * {@code AT+CMEE=<n>} → OK.
     *
     * @param n 0 {@code ERROR}, 1 numbers, 2 phrases
     */
    public record SetErrorFormat(int n) implements WithoutRows {
        @Override
        public String body() {
            return "+CMEE=" + n;
        }
    }

    /** {@code AT+CMEE?} → {@code +CMEE: <n>}: also the probe that proves a line to be in step. */
    public record QueryErrorFormat() implements AtCommand<Integer> {
        @Override
        public String body() {
            return "+CMEE?";
        }

        @Override
        public ResponseShape shape() {
            return ResponseShape.rows("+CMEE");
        }

        @Override
        public Duration timeout() {
            return Timeouts.FINAL_RESULT;
        }

        @Override
        public Integer decode(List<AtLine> rows) throws AtDecodingException {
            return AtFields.of(Rows.one(rows)).integer(0, 2);
        }
    }

    /**
     * {@code AT+CEREG=<n>} → OK (3GPP TS 27.007 10.1.22).
     *
     * @param n 0 no URCs, 1 with {@code <stat>}, 2 also with the cell
     */
    public record SetRegistrationReports(int n) implements WithoutRows {
        @Override
        public String body() {
            return "+CEREG=" + n;
        }
    }
}
