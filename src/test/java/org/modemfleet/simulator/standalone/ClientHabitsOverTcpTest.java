package org.modemfleet.simulator.standalone;

import java.nio.file.Path;
import org.modemfleet.link.tcp.TcpLinkProvider;
import org.modemfleet.simulator.Terminal;

class ClientHabitsOverTcpTest extends ClientHabits {

    @Override
    Terminal open(StandaloneModules standing, Path links) {
        return new Terminal(new TcpLinkProvider(), "0", "tcp:127.0.0.1:" + standing.tcpPorts().getFirst().number());
    }
}
