package org.modemfleet.simulator.v250;

import java.util.Map;
import java.util.TreeMap;

/** How the AT server talks: echo (V.250 6.2.4), error format (27.007 9.1), S-registers. Lost at power-off. */
public final class TerminalSettings {

    /** V.250 6.2.1–6.2.3: CR, LF and BS; every other register begins with 0. */
    private static final Map<Integer, Integer> INITIAL_REGISTERS = Map.of(3, 13, 4, 10, 5, 8);

    private static final int ERROR_NUMBERS = 1;

    private final boolean echoAtStart;
    private boolean echo;
    private int errorFormat;
    private Map<Integer, Integer> registers = INITIAL_REGISTERS;

    public TerminalSettings(boolean echoAtStart) {
        this.echoAtStart = echoAtStart;
        reset();
    }

    /** ATZ and AT&F. */
    public void reset() {
        echo = echoAtStart;
        errorFormat = ERROR_NUMBERS;
        registers = INITIAL_REGISTERS;
    }

    public boolean echo() {
        return echo;
    }

    public void echo(boolean on) {
        echo = on;
    }

    /** AT+CMEE: 0 {@code ERROR}, 1 numbers, 2 phrases. */
    public int errorFormat() {
        return errorFormat;
    }

    public void errorFormat(int format) {
        errorFormat = format;
    }

    int register(int n) {
        return registers.getOrDefault(n, 0);
    }

    void register(int n, int value) {
        Map<Integer, Integer> changed = new TreeMap<>(registers);
        changed.put(n, value);
        registers = changed;
    }
}
