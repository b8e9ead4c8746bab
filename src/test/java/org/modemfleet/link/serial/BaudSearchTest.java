package org.modemfleet.link.serial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modemfleet.link.Link;

/** A module whose UART is set to 57600 baud: at any other rate it hears noise, and what it says is noise. */
class BaudSearchTest {

    private static final Path DEVICE = Path.of("/dev/ttyUSB2");
    private static final int ITS_RATE = 57_600;

    private final List<String> written = new ArrayList<>();
    private final List<Integer> opened = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private final StringBuilder heard = new StringBuilder();

    /** At the other end of the port. */
    private final class Port implements Link {

        private final int baud;
        private final Listener listener;

        Port(int baud, Listener listener) {
            this.baud = baud;
            this.listener = listener;
        }

        @Override
        public void write(byte[] bytes) {
            String line = new String(bytes, ISO_8859_1);
            written.add(baud + " " + line.strip());
            if (baud != ITS_RATE) {
                say("\u00f8\u0000\u00e0");
            } else if (line.equals("AT\r\n")) {
                say("\r\nOK\r\n");
            } else if (line.equals("AT+CGSN=1\r\n")) {
                say("\r\n+MQTTURC: \"conn\",0,4\r\n\r\n+CGSN: \"862000000000009\"\r\n\r\nOK\r\n");
            }
        }

        private void say(String text) {
            listener.received(text.getBytes(ISO_8859_1));
        }

        @Override
        public void close() {
            closed.add(baud);
            listener.closed(null);
        }
    }

    private final Link.Listener owner = new Link.Listener() {
        @Override
        public void received(byte[] bytes) {
            heard.append(new String(bytes, ISO_8859_1));
        }

        @Override
        public void closed(@Nullable IOException cause) {
            heard.append("<closed>");
        }
    };

    private Link open(Path device, int baud, Link.Listener listener) {
        assertThat(device).isEqualTo(DEVICE);
        opened.add(baud);
        return new Port(baud, listener);
    }

    @Test
    void findsTheRateAndHandsThePortOverWithAllThatCameBesides() throws IOException {
        BaudSearch.Answered found = BaudSearch.find(this::open, DEVICE, BaudSearch.beginningWith(null), owner);

        assertThat(found).isNotNull();
        assertThat(found.baud()).isEqualTo(ITS_RATE);
        assertThat(found.probe().imei(found.link())).isEqualTo("862000000000009");
        assertThat(opened).containsExactly(115_200, 921_600, 460_800, 230_400, 57_600);
        assertThat(closed).containsExactly(115_200, 921_600, 460_800, 230_400);
        assertThat(written).allMatch(line -> line.matches("[0-9]+ AT(\\+CGSN=1)?"));

        assertThat(heard).as("nothing before").isEmpty();
        found.probe().handOver();
        assertThat(heard).hasToString("\r\n+MQTTURC: \"conn\",0,4\r\n");
        found.link().close();
        assertThat(heard).asString().endsWith("<closed>");
    }

    @Test
    void theRateOfLastTimeIsTriedFirst() throws IOException {
        BaudSearch.Answered found = BaudSearch.find(this::open, DEVICE, BaudSearch.beginningWith(ITS_RATE), owner);

        assertThat(found).isNotNull();
        assertThat(opened).containsExactly(ITS_RATE);
    }

    @Test
    void aModuleThatIsSilentIsTriedAtEveryRateAndThePortIsLeftClosed() throws IOException {
        assertThat(BaudSearch.find(this::open, DEVICE, List.of(9_600, 19_200), owner)).isNull();

        assertThat(closed).isEqualTo(opened).containsExactly(9_600, 19_200);
        assertThat(heard).isEmpty();
    }
}
