package org.modemfleet.simulator;

/** Who reads what a module prints: the far end of its UART. */
interface ByteSink {

    /**
     * Takes the bytes; never blocks. Called on the module's event loop.
     *
     * @return false if there was no room: the bytes are lost, as on a UART without flow control
     */
    boolean take(byte[] bytes);

    /** The module is gone. */
    void hangUp();
}
