package org.modemfleet.simulator.web;

import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.SimulatorException;
import org.springframework.stereotype.Component;

/** {@code /modules/{m}/simulator}: the simulated module that a path names. */
@Component
class SimulatedPath {

    private final SimulatedModules modules;

    SimulatedPath(SimulatedModules modules) {
        this.modules = modules;
    }

    boolean isThere(String id) {
        return modules.find(id).isPresent();
    }

    SimulatedModule module(String id) {
        return modules.find(id).orElseThrow(() -> new SimulatorException.NotSimulated(id));
    }
}
