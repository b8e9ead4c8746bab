package org.modemfleet.link.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.link.PortCatalog;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /ports} on a machine that has a module with two USB ports. */
@ServiceTest
@Import(PortsOverHttpTest.AnotherMachine.class)
class PortsOverHttpTest {

    @TempDir
    private static Path directory;

    /** Ports of another machine. */
    @TestConfiguration(proxyBeanMethods = false)
    static class AnotherMachine {

        @Bean
        @Primary
        PortCatalog portsOfAnotherMachine(SerialLinkProvider provider) throws IOException {
            return new SerialPortCatalog(provider, new SystemPorts(MachineTree.write(directory)));
        }
    }

    @Test
    void tellsWhatUsbAndUdevSayOfThem(@LocalServerPort int port) throws IOException {
        String root = directory.toRealPath().toString();
        JsonNode expected = JsonMapper.shared().readTree("""
                [{"path":"@/dev/ttyS0","links":[],"description":null,"usb":null,"module":null,"process":null},
                 {"path":"@/dev/ttyUSB0","links":[],"description":"CMCC ML307R","module":null,"process":null,
                  "usb":{"vendorId":"2ecc","productId":"3012","serialNumber":"0123","manufacturer":"CMCC","product":"ML307R",
                         "interface":0,"interfaceName":null}},
                 {"path":"@/dev/ttyUSB1","description":"CMCC ML307R","module":null,"process":null,
                  "links":["@/dev/serial/by-id/usb-CMCC_ML307R_0123-if0a-port0","@/dev/serial/by-path/pci-0000:00-usb-0:4:1.2-port0"],
                  "usb":{"vendorId":"2ecc","productId":"3012","serialNumber":"0123","manufacturer":"CMCC","product":"ML307R",
                         "interface":10,"interfaceName":"AT"}}]""".replace("@", root));

        List<JsonNode> listed = HttpApi.v1(port).get("/ports").expect(200).json().path("items").valueStream().toList();

        assertThat(listed).isEqualTo(expected.valueStream().toList());
    }
}
