package org.modemfleet.at;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtStringTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "world", "a/+/b", "#", "中文", "a,b;c=?", "😀", "\\r\\n"})
    void putsTextBetweenQuotes(String text) {
        assertThat(AtString.quoted(text)).isEqualTo("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a\rb", "a\nb", "a\u0000b", "a\u007fb", "a\u0085b", "a\ud800b", "a\udc00"})
    void refusesWhatWouldEndOrChangeTheString(String text) {
        assertThatThrownBy(() -> AtString.quoted(text)).isInstanceOfSatisfying(AtException.NotQuotable.class,
                refusal -> assertThat(refusal.index()).isEqualTo(1));
    }

    @Test
    void namesTheReason() {
        assertThatThrownBy(() -> AtString.check("x\u001a"))
                .hasMessageContaining("control character U+001A").hasMessageContaining("index 1");
    }
}
