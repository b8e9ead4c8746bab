package org.modemfleet.simulator.device;

import java.util.Set;
import java.util.function.IntPredicate;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** PDP contexts (3GPP TS 27.007 10.1.1, 10.1.14) and the modules' own AT+MIPCALL. */
final class PacketCommands {

    private static final Set<String> TYPES = Set.of("IP", "IPV6", "IPV4V6");
    private static final int APN_BYTES = 100;
    private static final IntPredicate CID = cid -> cid >= PacketDomain.FIRST_CID && cid <= PacketDomain.LAST_CID;

    private PacketCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+CGDCONT", Command.<MobileTermination>none()
                        .read(PacketCommands::definitions)
                        .set(PacketCommands::define))
                .extended("+CGPADDR", Command.<MobileTermination>none().set(PacketCommands::address))
                .extended("+MIPCALL", Command.<MobileTermination>none()
                        .read(PacketCommands::calls)
                        .set(PacketCommands::call));
    }

    /** {@code AT+CGDCONT?} → a row for each context. */
    private static Completion definitions(MobileTermination module, Answer answer) {
        module.packetDomain().contexts().forEach(context -> answer.row(context.definition()));
        return Completion.OK;
    }

    /** {@code AT+CGDCONT=<cid>,"<type>"[,"<apn>"]}. */
    private static Completion define(MobileTermination module, Arguments arguments, Answer answer) {
        int cid = arguments.integer(CID);
        String type = Bytes.utf8(arguments.text(1, APN_BYTES));
        byte[] given = arguments.optionalText(0, APN_BYTES);
        String apn = given == null ? "" : Bytes.utf8(given);
        if (!arguments.complete() || type == null || apn == null || !TYPES.contains(type)) {
            return Completion.INVALID_PARAMETER;
        }
        module.packetDomain().define(cid, type, apn);
        return Completion.OK;
    }

    /** {@code AT+CGPADDR=<cid>} → {@code +CGPADDR: 1,"10.0.0.2"}; no address: OK only. */
    private static Completion address(MobileTermination module, Arguments arguments, Answer answer) {
        int cid = arguments.integer(CID);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        module.packetDomain().activeContexts().stream().filter(context -> context.cid() == cid)
                .forEach(context -> answer.row("+CGPADDR: " + cid + ",\"" + context.address() + "\""));
        return Completion.OK;
    }

    /** {@code AT+MIPCALL?} → {@code +MIPCALL: 1,1,"10.0.0.2"} for each that is up. */
    private static Completion calls(MobileTermination module, Answer answer) {
        module.packetDomain().activeContexts().forEach(context -> answer.row(context.up()));
        return Completion.OK;
    }

    /** {@code AT+MIPCALL=1,<cid>} up, {@code =0,<cid>} down; OK, then the URC. */
    private static Completion call(MobileTermination module, Arguments arguments, Answer answer) {
        PacketDomain domain = module.packetDomain();
        int up = arguments.integer(n -> n <= 1);
        int cid = arguments.integer(domain::isDefined);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        if (!domain.registered()) {
            return Completion.refused(CmeError.OPERATION_NOT_ALLOWED);
        }
        if (up == 1) {
            domain.activate(cid);
        } else {
            domain.deactivate(cid);
        }
        return Completion.OK;
    }
}
