package org.modemfleet.simulator;

/** A way to a module's UART that a fault can take away for a while. Called on the module's event loop: must not block. */
public interface Port {

    /** Whoever uses it is cut off, and nobody can open it. */
    void vanish();

    /** It can be opened again, where it was. */
    void comeBack();
}
