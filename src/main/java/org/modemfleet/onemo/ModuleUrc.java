package org.modemfleet.onemo;

/** An unsolicited result that is not about MQTT. */
public sealed interface ModuleUrc extends Urc {

    /** {@code +MATREADY}: the module has booted and takes commands. */
    record Ready() implements ModuleUrc {
        @Override
        public String name() {
            return "matready";
        }
    }

    /**
     * {@code +CEREG: <stat>…} (3GPP TS 27.007 10.1.22).
     *
     * @param stat 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming
     */
    record Registration(int stat) implements ModuleUrc {
        @Override
        public String name() {
            return "cereg";
        }
    }

    /**
     * {@code +MIPCALL: <cid>,<state>[,<address>]}: a PDP context went up or down.
     *
     * @param cid the PDP context
     * @param up whether it has an address
     */
    record PdpState(int cid, boolean up) implements ModuleUrc {
        @Override
        public String name() {
            return "mipcall";
        }
    }

    /** {@code REBOOTING} or {@code POWER OFF}. */
    record GoingDown(String text) implements ModuleUrc {
        @Override
        public String name() {
            return "goingdown";
        }
    }
}
