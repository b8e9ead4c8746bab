package org.modemfleet.link.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.link.PortCatalog.Usb;

/** What Linux tells of serial ports, in a tree of files as its kernel makes it: a module with two ports, a UART, one that is not there. */
class SystemPortsTest {

    @TempDir
    private Path temporary;
    private Path root;
    private SystemPorts ports;

    @BeforeEach
    void aMachine() throws IOException {
        root = MachineTree.write(temporary);
        ports = new SystemPorts(root);
    }

    @Test
    void tellsWhatTheDescriptorsSay() {
        assertThat(ports.list()).containsExactly(
                new SystemPorts.SystemPort(root.resolve("dev/ttyS0"), null, null),
                new SystemPorts.SystemPort(root.resolve("dev/ttyUSB0"), "CMCC ML307R", new Usb("2ecc", "3012", "0123", "CMCC", "ML307R", 0, null)),
                new SystemPorts.SystemPort(root.resolve("dev/ttyUSB1"), "CMCC ML307R", new Usb("2ecc", "3012", "0123", "CMCC", "ML307R", 10, "AT")));
    }

    @Test
    void findsTheNamesThatStay() {
        assertThat(ports.links(root.resolve("dev/ttyUSB1"))).containsExactly(
                root.resolve("dev/serial/by-id/usb-CMCC_ML307R_0123-if0a-port0"), root.resolve("dev/serial/by-path/pci-0000:00-usb-0:4:1.2-port0"));
        assertThat(ports.links(root.resolve("dev/ttyUSB0"))).isEmpty();
    }

    @Test
    void hasNoneWhereThereIsNoSys() {
        assertThat(new SystemPorts(root.resolve("nowhere")).list()).isEmpty();
    }

    @Test
    void onlyPortsOfAConfiguredUsbIdAreCandidates() {
        assertThat(new Candidates(List.of("2ECC:3012"), ports).devices()).containsExactly(root.resolve("dev/ttyUSB0"), root.resolve("dev/ttyUSB1"));
        assertThat(new Candidates(List.of("2ecc:*"), ports).devices()).hasSize(2);
        assertThat(new Candidates(List.of("2c7c:*", "2ecc:3013"), ports).devices()).isEmpty();
        assertThat(new Candidates(List.of(), ports).devices()).isEmpty();
    }
}
