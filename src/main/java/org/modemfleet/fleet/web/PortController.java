package org.modemfleet.fleet.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.ModuleRegistry;
import org.modemfleet.link.PortCatalog;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/ports}: where modules could be attached. */
@RestController
@RequestMapping(path = "/api/v1/ports", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Modules")
class PortController {

    private final ModuleRegistry fleet;

    PortController(ModuleRegistry fleet) {
        this.fleet = fleet;
    }

    /** All of them: {@code next} is always null. */
    @Schema(name = "PortList")
    record PortList(List<Item> items, @Nullable String next) {}

    /** See {@link PortCatalog.Port}. */
    @Schema(name = "Port", description = "A serial port of the service's machine.")
    record Item(
            @Schema(example = "/dev/ttyUSB2") String path,
            @Schema(description = "Symbolic links to it: by id and by path, which stay when the path changes, and those that modules name.",
                    example = "[\"/dev/serial/by-id/usb-CMCC_ML307R_0123-if02-port0\"]")
            List<String> links,
            @Schema(description = "What the device calls itself.", example = "CMCC ML307R") @Nullable String description,
            @Schema(description = "null where the system tells of none.") @Nullable UsbItem usb,
            @Schema(description = "The id of our module that holds it; null if none does.", example = "well-7") @Nullable String module,
            @Schema(description = "Another process that holds it; null if none is seen.") @Nullable ProcessItem process) {

        static Item of(PortCatalog.Port port) {
            PortCatalog.Usb usb = port.usb();
            PortCatalog.Holder holder = port.process();
            return new Item(port.path(), port.links(), port.description(), usb == null ? null : new UsbItem(usb.vendorId(), usb.productId(),
                    usb.serialNumber(), usb.manufacturer(), usb.product(), usb.interfaceNumber(), usb.interfaceName()), port.module(),
                    holder == null ? null : new ProcessItem(holder.pid(), holder.name()));
        }
    }

    /** See {@link PortCatalog.Usb}. */
    @Schema(name = "PortUsb", description = "As its USB descriptors say.")
    record UsbItem(
            @Schema(example = "2ecc") String vendorId,
            @Schema(example = "3012") String productId,
            @Schema(example = "0123456789ABCDEF") @Nullable String serialNumber,
            @Schema(example = "CMCC") @Nullable String manufacturer,
            @Schema(example = "ML307R") @Nullable String product,
            @Schema(description = "bInterfaceNumber: by it the ports of one module differ.", example = "2")
            @JsonProperty("interface") @Nullable Integer interfaceNumber,
            @Schema(description = "What the interface calls itself.", example = "AT") @Nullable String interfaceName) {}

    /** A process of this machine. */
    @Schema(name = "PortProcess")
    record ProcessItem(@Schema(example = "1234") long pid, @Schema(example = "picocom") String name) {}

    @GetMapping
    @Operation(operationId = "listPorts", summary = "List the serial ports",
            description = "Of the machine that the service runs on (Linux), and the pseudo-terminals that modules name. No port is opened. "
                    + "Processes of other users are seen only with the rights to.")
    @ApiResponse(responseCode = "200", description = "All ports by path")
    PortList list() {
        return new PortList(fleet.ports().stream().map(Item::of).toList(), null);
    }
}
