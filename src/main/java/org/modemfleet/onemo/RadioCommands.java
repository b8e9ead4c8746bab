package org.modemfleet.onemo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/** SIM, radio and PDP contexts (3GPP TS 27.007 7.3, 8.3, 8.5, 10.1). */
public final class RadioCommands {

    private RadioCommands() {}

    /** A read or execute command with rows of its own name. */
    private interface Query<R> extends AtCommand<R> {
        @Override
        default ResponseShape shape() {
            String body = body();
            return ResponseShape.rows(body.endsWith("?") ? body.substring(0, body.length() - 1) : body);
        }

        @Override
        default Duration timeout() {
            return Timeouts.FINAL_RESULT;
        }
    }

    /** {@code AT+CPIN?} → {@code +CPIN: READY}; refused with 10 without a SIM, 11 where it wants its PIN. */
    public record PinState() implements Query<String> {
        @Override
        public String body() {
            return "+CPIN?";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return Rows.parameters(Rows.one(rows));
        }
    }

    /** {@code AT+CSQ} → {@code +CSQ: <rssi>,<ber>}. */
    public record SignalQuality() implements Query<SignalQuality.Signal> {

        /**
         * @param rssi 0–31, 99 unknown
         * @param ber 0–7, 99 unknown
         */
        public record Signal(int rssi, int ber) {}

        @Override
        public String body() {
            return "+CSQ";
        }

        @Override
        public Signal decode(List<AtLine> rows) throws AtDecodingException {
            AtFields fields = AtFields.of(Rows.one(rows));
            return new Signal(fields.integer(0, 199), fields.integer(0, 99));
        }
    }

    /**
     * {@code AT+CEREG?} → {@code +CEREG: <n>,<stat>[,<tac>,<ci>[,<act>]]}. A URC {@code +CEREG: <stat>…} that comes
     * meanwhile is no row.
     */
    public record Registration() implements Query<Registration.Status> {

        /**
         * @param n which URCs are printed, 0–2
         * @param stat 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming
         * @param tac tracking area in hex; null where not told
         * @param cell cell identity in hex; null where not told
         */
        public record Status(int n, int stat, @Nullable String tac, @Nullable String cell) {}

        @Override
        public String body() {
            return "+CEREG?";
        }

        @Override
        public ResponseShape shape() {
            return ResponseShape.rows("+CEREG", UrcParser::isRegistrationRow);
        }

        @Override
        public Status decode(List<AtLine> rows) throws AtDecodingException {
            AtFields fields = AtFields.of(Rows.one(rows));
            int n = fields.integer(0, 5);
            int stat = fields.integer(0, 10);
            String tac = fields.hasNext() ? fields.text() : "";
            String cell = fields.hasNext() ? fields.text() : "";
            return new Status(n, stat, tac.isEmpty() ? null : tac, cell.isEmpty() ? null : cell);
        }
    }

    /** {@code AT+CGATT?} → {@code +CGATT: <state>}: whether it is attached to packet service. */
    public record Attachment() implements Query<Boolean> {
        @Override
        public String body() {
            return "+CGATT?";
        }

        @Override
        public Boolean decode(List<AtLine> rows) throws AtDecodingException {
            return AtFields.of(Rows.one(rows)).integer(0, 1) == 1;
        }
    }

    /** {@code AT+COPS?} → {@code +COPS: <mode>[,<format>,<oper>[,<act>]]}. */
    public record Operator() implements Query<Operator.Selection> {

        /** @param operator null while not registered */
        public record Selection(int mode, @Nullable String operator) {}

        @Override
        public String body() {
            return "+COPS?";
        }

        @Override
        public Selection decode(List<AtLine> rows) throws AtDecodingException {
            AtFields fields = AtFields.of(Rows.one(rows));
            int mode = fields.integer(0, 4);
            OptionalInt format = fields.optionalInteger();
            return new Selection(mode, format.isPresent() ? fields.optionalQuoted() : null);
        }
    }

    /** {@code AT+MIPCALL?} → {@code +MIPCALL: <cid>,<state>[,<address>]} per context that is up, else OK only. */
    public record PdpContexts() implements Query<List<PdpContexts.Context>> {

        /** @param address null while down */
        public record Context(int cid, boolean up, @Nullable String address) {}

        @Override
        public String body() {
            return "+MIPCALL?";
        }

        @Override
        public List<Context> decode(List<AtLine> rows) throws AtDecodingException {
            List<Context> contexts = new ArrayList<>();
            for (AtLine row : rows) {
                AtFields fields = AtFields.of(row);
                contexts.add(new Context(fields.integer(0, 15), fields.integer(0, 1) == 1, fields.optionalQuoted()));
            }
            return List.copyOf(contexts);
        }
    }

    /** {@code AT+CFUN?} → {@code +CFUN: <fun>}: 0 minimum, 1 full, 4 radio off. */
    public record Functionality() implements Query<Integer> {
        @Override
        public String body() {
            return "+CFUN?";
        }

        @Override
        public Integer decode(List<AtLine> rows) throws AtDecodingException {
            return AtFields.of(Rows.one(rows)).integer(0, 127);
        }
    }
}
