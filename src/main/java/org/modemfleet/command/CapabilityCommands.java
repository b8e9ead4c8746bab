package org.modemfleet.command;

import java.util.List;
import java.util.Map;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.TestConfig;
import org.modemfleet.onemo.TestConnect;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Service;

/** Asks a module what it takes (test commands, manual 3.1 and 3.2). */
@Service
public class CapabilityCommands {

    private final Fleet fleet;

    CapabilityCommands(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * @param config what each key of MQTTCFG takes, in the module's words
     * @param connect the parameters of MQTTCONN, in the module's words
     */
    public record Capabilities(List<TestConfig.KeyCapability> config, List<String> connect, AtTranscript at) {}

    /**
     * @throws SessionException if the module cannot take a command now
     * @throws CommandException.Refused if the module refuses a test command
     * @throws CommandException.NoResponse if the module did not answer
     */
    public Capabilities of(String module) throws SessionException {
        return fleet.session(module).turn(turn -> {
            TurnLog log = new TurnLog(turn);
            List<TestConfig.KeyCapability> config = require(module, log.send(new TestConfig()), log);
            String connect = require(module, log.send(new TestConnect()), log);
            return new Capabilities(config, List.of(connect.split(",")), log.transcript());
        });
    }

    private static <R> R require(String module, AtOutcome<R> outcome, TurnLog log) {
        return NotDone.require(module, null, outcome, log.transcript(), Map.of());
    }
}
