package org.modemfleet.link.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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
        root = temporary.toRealPath();
        ports = new SystemPorts(root);
        String usb = "sys/devices/pci0000:00/usb1/1-4";
        write(usb + "/idVendor", "2ecc\n");
        write(usb + "/idProduct", "3012\n");
        write(usb + "/manufacturer", "CMCC\n");
        write(usb + "/product", "ML307R\n");
        write(usb + "/serial", "0123\n");
        write(usb + "/1-4:1.0/bInterfaceNumber", "00\n");
        write(usb + "/1-4:1.2/bInterfaceNumber", "0a\n");
        write(usb + "/1-4:1.2/interface", "AT\n");
        tty("ttyUSB0", usb + "/1-4:1.0/ttyUSB0");
        tty("ttyUSB1", usb + "/1-4:1.2/ttyUSB1");
        tty("ttyS0", "sys/devices/platform/serial8250");
        write("sys/class/tty/ttyS0/type", "4\n");
        tty("ttyS1", "sys/devices/platform/serial8251");
        write("sys/class/tty/ttyS1/type", "0\n");
        // A console has no device of its own.
        write("sys/class/tty/tty1/dev", "4:1\n");
        write("dev/tty1", "");
        link("dev/serial/by-id/usb-CMCC_ML307R_0123-if0a-port0", "dev/ttyUSB1");
        link("dev/serial/by-path/pci-0000:00-usb-0:4:1.2-port0", "dev/ttyUSB1");
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private void link(String path, String target) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.createSymbolicLink(root.resolve(path), root.resolve(target));
    }

    private void tty(String name, String device) throws IOException {
        Files.createDirectories(root.resolve(device));
        link("sys/class/tty/" + name + "/device", device);
        write("dev/" + name, "");
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
