package org.modemfleet.at;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AtFieldsTest {

    private static AtFields fields(String line) {
        return AtFields.of(AtLine.text(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsIntegersAndStrings() throws AtDecodingException {
        AtFields fields = fields("+CEREG: 2,1,\"2A1B\",\"0C,FF\",7");
        assertThat(fields.integer()).isEqualTo(2);
        assertThat(fields.integer(0, 5)).isEqualTo(1);
        assertThat(fields.quoted()).isEqualTo("2A1B");
        assertThat(fields.quoted()).isEqualTo("0C,FF");
        assertThat(fields.integer()).isEqualTo(7);
        assertThat(fields.hasNext()).isFalse();
        fields.end();
    }

    @Test
    void needsNoBlankBehindTheColonAndTakesBlanksAroundFields() throws AtDecodingException {
        AtFields fields = fields("+MIPCALL:1 , \"a\" , 0");
        assertThat(fields.integer()).isEqualTo(1);
        assertThat(fields.quoted()).isEqualTo("a");
        assertThat(fields.integer()).isZero();
        fields.end();
    }

    @Test
    void tellsSkippedFieldsFromMissingOnes() throws AtDecodingException {
        AtFields fields = fields("+MQTTCFG: \"willpayload\",,");
        assertThat(fields.quoted()).isEqualTo("willpayload");
        assertThat(fields.hasNext()).isTrue();
        assertThat(fields.optionalQuoted()).isNull();
        assertThat(fields.hasNext()).isTrue();
        assertThat(fields.optionalInteger()).isEmpty();
        assertThat(fields.hasNext()).isFalse();
        assertThat(fields.optionalQuoted()).isNull();
        assertThatThrownBy(fields::integer).isInstanceOf(AtDecodingException.class).hasMessageContaining("missing");
    }

    @Test
    void findsAStringThatHoldsQuotesByWhatFollows() throws AtDecodingException {
        AtFields fields = fields("+X: 0,7,\"a\",1,1,\"b\",3,3,");
        assertThat(fields.integer()).isZero();
        assertThat(fields.integer()).isEqualTo(7);
        assertThat(fields.quotedBefore(3)).asString(StandardCharsets.UTF_8).isEqualTo("a\",1,1,\"b");
        assertThat(fields.integer()).isEqualTo(3);
        assertThat(fields.integer()).isEqualTo(3);
        assertThat(fields.unquoted()).isEmpty();
        fields.end();
    }

    @Test
    void leavesAPayloadAlone() throws AtDecodingException {
        byte[] line = "+X: 1,2,ab,c".getBytes(StandardCharsets.UTF_8);
        AtFields fields = AtFields.of(new AtLine(AtLine.Kind.COUNTED, line, 8));
        assertThat(fields.integer()).isEqualTo(1);
        assertThat(fields.rest()).asString(StandardCharsets.UTF_8).isEqualTo("2,");
        assertThat(fields.hasNext()).isFalse();
    }

    @Test
    void refusesFieldsOfAnotherKind() {
        assertThatThrownBy(() -> fields("+X: \"1\"").integer()).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: 1.7").integer()).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: 1").quoted()).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: \"1").quoted()).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: \"1\"2").quoted()).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: 9").integer(0, 5)).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> fields("+X: 9").end()).isInstanceOf(AtDecodingException.class);
    }
}
