package org.modemfleet.at;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinalResultParserTest {

    private static AtLine line(String text) {
        return AtLine.text(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsOkAndError() {
        assertThat(FinalResultParser.parse(line("OK"))).isEqualTo(FinalResult.OK);
        assertThat(FinalResultParser.parse(line("ERROR"))).isEqualTo(FinalResult.ERROR);
    }

    @ParameterizedTest
    @CsvSource({"+CME ERROR: 604,CME,604", "+CME ERROR:604,CME,604", "+CMS ERROR: 500,CMS,500",
        "+CIS ERROR: 8,CIS,8", "+CME ERROR: SIM not inserted,CME,SIM not inserted"})
    void knowsExtendedErrorsWithAndWithoutBlank(String text, String family, String err) {
        assertThat(FinalResultParser.parse(line(text))).isEqualTo(new FinalResult.Extended(text, family, err));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OKAY", "ok", " OK", "ERROR 1", "+CMX ERROR: 1", "+CME: 1",
        "+CM", "", "+CME ERROR", "REBOOTING"})
    void leavesOtherLines(String text) {
        assertThat(FinalResultParser.parse(line(text))).isNull();
    }

    @Test
    void takesNoLineThatIsNotText() {
        byte[] ok = "OK".getBytes(StandardCharsets.US_ASCII);
        assertThat(FinalResultParser.parse(new AtLine(AtLine.Kind.OVERLONG, ok, ok.length))).isNull();
        assertThat(FinalResultParser.parse(new AtLine(AtLine.Kind.MALFORMED, ok, ok.length))).isNull();
    }
}
