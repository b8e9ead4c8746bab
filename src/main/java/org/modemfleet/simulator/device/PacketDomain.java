package org.modemfleet.simulator.device;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Registration with the network (3GPP TS 27.007 7.2, 8.2) and the PDP contexts (10.1) that MQTT connections use. */
final class PacketDomain {

    static final int FIRST_CID = 1;
    static final int LAST_CID = 15;

    /** AT+CFUN: minimum, full, flight mode. */
    static final int MINIMUM = 0;
    static final int FULL = 1;
    static final int FLIGHT = 4;

    private static final String CELL = ",\"2A5C\",\"0C3F2A11\",7";

    private final MobileTermination module;
    private final SortedMap<Integer, Context> contexts = new TreeMap<>();
    private int functionality = FULL;
    /** There is a network, and a SIM to use it with. */
    private boolean covered = true;
    private int registrationReports;

    /** A PDP context. */
    static final class Context {
        private final int cid;
        private String type;
        private String apn;
        private boolean active;

        Context(int cid, String type, String apn) {
            this.cid = cid;
            this.type = type;
            this.apn = apn;
        }

        int cid() {
            return cid;
        }

        String definition() {
            return "+CGDCONT: " + cid + ",\"" + type + "\",\"" + apn + "\",\"\",0,0";
        }

        String address() {
            return "10.0.0." + (cid + 1);
        }

        /** The row of AT+MIPCALL? and the URC, up. */
        String up() {
            return "+MIPCALL: " + cid + ",1,\"" + address() + "\"";
        }

        String down() {
            return "+MIPCALL: " + cid + ",0";
        }
    }

    PacketDomain(MobileTermination module) {
        this.module = module;
        Context first = new Context(FIRST_CID, "IPV4V6", "cmnet");
        first.active = true;
        contexts.put(FIRST_CID, first);
    }

    boolean registered() {
        return functionality == FULL && covered;
    }

    int functionality() {
        return functionality;
    }

    /** The contexts that are up go down; their connections are lost (what loses the radio prints them by itself). */
    List<Context> radioOff(int to) {
        boolean wasRegistered = registered();
        functionality = to;
        List<Context> lost = activeContexts();
        lost.forEach(this::drop);
        if (wasRegistered) {
            reportRegistration();
        }
        return lost;
    }

    /** At power-on, before anything is printed. */
    void beginWith(boolean network) {
        covered = network;
        if (!network) {
            contexts.values().forEach(context -> context.active = false);
        }
    }

    /** The network came or went; what goes with it is printed. */
    void coverage(boolean network) {
        if (network == covered) {
            return;
        }
        boolean wasRegistered = registered();
        covered = network;
        if (registered()) {
            register();
        } else if (wasRegistered) {
            List<Context> lost = activeContexts();
            lost.forEach(this::drop);
            reportRegistration();
            lost.forEach(context -> module.unsolicited(context.down()));
        }
    }

    /** Registers again if there is a network; context 1 comes up with it, as the default bearer does. */
    void radioOn() {
        functionality = FULL;
        if (covered) {
            register();
        }
    }

    private void register() {
        reportRegistration();
        Context first = contexts.get(FIRST_CID);
        if (first != null) {
            activate(first);
        }
    }

    /** AT+CEREG: 0 no URC, 1 the state, 2 with the cell. */
    void registrationReports(int mode) {
        registrationReports = mode;
    }

    /** The row of AT+CEREG?. */
    String registration() {
        return "+CEREG: " + registrationReports + "," + registrationState();
    }

    private String registrationState() {
        return (registered() ? "1" : "0") + (registered() && registrationReports == 2 ? CELL : "");
    }

    private void reportRegistration() {
        if (registrationReports > 0) {
            module.unsolicited("+CEREG: " + registrationState());
        }
    }

    List<Context> contexts() {
        return List.copyOf(contexts.values());
    }

    List<Context> activeContexts() {
        return contexts.values().stream().filter(context -> context.active).toList();
    }

    boolean isDefined(int cid) {
        return contexts.containsKey(cid);
    }

    boolean isActive(int cid) {
        Context context = contexts.get(cid);
        return context != null && context.active;
    }

    /** AT+CGDCONT; an active context keeps its address. */
    void define(int cid, String type, String apn) {
        Context context = contexts.computeIfAbsent(cid, _ -> new Context(cid, type, apn));
        context.type = type;
        context.apn = apn;
    }

    /** Prints the URC, also when it was up already: whoever asked waits for it. */
    void activate(int cid) {
        activate(contexts.get(cid));
    }

    void deactivate(int cid) {
        Context context = contexts.get(cid);
        if (context.active) {
            drop(context);
        }
        module.unsolicited(context.down());
    }

    private void activate(Context context) {
        context.active = true;
        module.unsolicited(context.up());
    }

    private void drop(Context context) {
        context.active = false;
        module.connections().filter(connection -> connection.cid() == context.cid).forEach(MqttConnection::networkLost);
    }
}
