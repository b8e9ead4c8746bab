package org.modemfleet.simulator;

/** Who reads what a module prints: the far end of its UART. */
public interface ByteSink {

    /** Printed and not yet taken by the far end: beyond it bytes are lost, as on a UART without flow control. */
    int UNTAKEN_BYTES = 1 << 20;

    /**
     * Takes the bytes; never blocks. Called on the module's event loop.
     *
     * @return false if there was no room: the bytes are lost, as on a UART without flow control
     */
    boolean take(byte[] bytes);

    /** Whether another terminal may take its place, because it will send nothing any more. May be called by any thread. */
    default boolean givesWay() {
        return false;
    }

    /** The module is gone, or another terminal has taken the place. May be called by any thread. */
    void hangUp();
}
