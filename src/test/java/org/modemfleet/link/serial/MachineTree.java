package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of files as Linux makes it of serial ports: a module with two ports, a UART, one that is not there. */
record MachineTree(Path root) {

    /** @return its root */
    static Path write(Path directory) throws IOException {
        MachineTree tree = new MachineTree(directory.toRealPath());
        String usb = "sys/devices/pci0000:00/usb1/1-4";
        tree.write(usb + "/idVendor", "2ecc\n");
        tree.write(usb + "/idProduct", "3012\n");
        tree.write(usb + "/manufacturer", "CMCC\n");
        tree.write(usb + "/product", "ML307R\n");
        tree.write(usb + "/serial", "0123\n");
        tree.write(usb + "/1-4:1.0/bInterfaceNumber", "00\n");
        tree.write(usb + "/1-4:1.2/bInterfaceNumber", "0a\n");
        tree.write(usb + "/1-4:1.2/interface", "AT\n");
        tree.tty("ttyUSB0", usb + "/1-4:1.0/ttyUSB0");
        tree.tty("ttyUSB1", usb + "/1-4:1.2/ttyUSB1");
        tree.tty("ttyS0", "sys/devices/platform/serial8250");
        tree.write("sys/class/tty/ttyS0/type", "4\n");
        tree.tty("ttyS1", "sys/devices/platform/serial8251");
        tree.write("sys/class/tty/ttyS1/type", "0\n");
        // A console has no device of its own.
        tree.write("sys/class/tty/tty1/dev", "4:1\n");
        tree.write("dev/tty1", "");
        tree.link("dev/serial/by-id/usb-CMCC_ML307R_0123-if0a-port0", "dev/ttyUSB1");
        tree.link("dev/serial/by-path/pci-0000:00-usb-0:4:1.2-port0", "dev/ttyUSB1");
        return tree.root();
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
}
