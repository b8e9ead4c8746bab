package org.modemfleet.simulator.v250;

import java.io.ByteArrayOutputStream;

/** Raw bytes of any value, from the prompt until there are enough of them. */
final class DataMode {

    private static final byte CTRL_Z = 0x1a;

    private final Completion.ReadData request;
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

    DataMode(Completion.ReadData request) {
        this.request = request;
    }

    /** Takes a byte; true if it was the last one. */
    boolean accept(byte b) {
        if (request.endsOnCtrlZ() && b == CTRL_Z) {
            return true;
        }
        typed.write(b);
        return typed.size() == request.maxBytes();
    }

    boolean countsSurplus() {
        return request.surplus() == Completion.Surplus.COUNTS;
    }

    Completion end(boolean surplus) {
        return request.then().apply(new Completion.Typed(typed.toByteArray(), surplus));
    }
}
