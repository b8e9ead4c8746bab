package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EchoMaskTest {

    private static final String SECRET = "AT+X=\"pass\"";
    private static final String SHOWN = "AT+X=\"***\"";

    private static String pass(EchoMask mask, String text, int chunk) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < text.length(); from += chunk) {
            out.writeBytes(mask.received(text.substring(from, Math.min(from + chunk, text.length())).getBytes(StandardCharsets.US_ASCII)));
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void theEchoIsHiddenInWhateverChunksItComes() {
        String text = "\r\n+URC: AT+X\r\n" + SECRET + "\r\r\nOK\r\n" + SECRET + "\r\nAT+X=\"past\"\r\n";
        for (int chunk = 1; chunk <= text.length(); chunk++) {
            EchoMask mask = new EchoMask();
            mask.expect(SECRET.getBytes(StandardCharsets.US_ASCII), SHOWN.getBytes(StandardCharsets.US_ASCII));
            assertThat(pass(mask, text, chunk)).as("in pieces of " + chunk).isEqualTo(text.replace(SECRET, SHOWN));
        }
    }

    @Test
    void withoutASecretNothingIsHeldBack() {
        assertThat(pass(new EchoMask(), "AT", 1)).isEqualTo("AT");
    }
}
