package org.modemfleet.simulator.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.modemfleet.link.serial.SerialLinkProvider;
import org.modemfleet.simulator.Terminal;

@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class ClientHabitsOverPseudoTerminalTest extends ClientHabits {

    @Override
    Terminal open(StandaloneModules standing, Path links) {
        return new Terminal(new SerialLinkProvider(), "0", "serial:" + links.resolve("0-ML307R"));
    }
}
