package org.modemfleet.simulator.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.Port;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.pty.PseudoTerminal;
import org.modemfleet.simulator.pty.PseudoTerminals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module's AT line on a pseudo-terminal, with a link of a name that stays. Whoever opens it has the line until it is closed, unless a TCP
 * client has it: then it is told so, as a second TCP client would be.
 */
final class PtyPort implements PseudoTerminal.Listener, ByteSink, Port, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PtyPort.class);
    private static final byte[] IN_USE = "ERROR: line in use\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SimulatedModule module;
    private final PseudoTerminals terminals;
    private final PtyDirectory directory;
    private final String name;
    private volatile @Nullable PseudoTerminal terminal;
    private volatile boolean owner;
    private boolean closed;

    private PtyPort(SimulatedModule module, PseudoTerminals terminals, PtyDirectory directory, String name) {
        this.module = module;
        this.terminals = terminals;
        this.directory = directory;
        this.name = name;
    }

    /** Makes the pseudo-terminal and its link; a module may have one. */
    static PtyPort open(SimulatedModule module, PseudoTerminals terminals, PtyDirectory directory, String name) throws IOException {
        PtyPort port = new PtyPort(module, terminals, directory, name);
        port.open();
        module.add(port);
        return port;
    }

    /** Where programs find it. */
    Path path() {
        return directory.path().resolve(name);
    }

    private synchronized void open() throws IOException {
        if (closed || terminal != null) {
            return;
        }
        PseudoTerminal opened = terminals.open(this);
        terminal = opened;
        try {
            directory.link(name, opened.path());
        } catch (IOException e) {
            takeAway();
            throw e;
        }
    }

    @Override
    public void arrived() {
        if (claim()) {
            LOG.debug("Module {}: a program has the line on {}", module.id(), name);
        } else {
            LOG.info("Module {}: a program on {} is refused, the line is in use", module.id(), name);
            print(IN_USE);
        }
    }

    /** At each turn anew: who was there before may have left. */
    private boolean claim() {
        if (!owner) {
            owner = module.plug(this);
        }
        return owner;
    }

    @Override
    public void received(byte[] bytes, Runnable taken) {
        if (claim()) {
            module.receive(bytes, taken);
        } else {
            module.lost(bytes.length);
            taken.run();
            print(IN_USE);
        }
    }

    @Override
    public void left(int unreadBytes) {
        leave();
        module.lost(unreadBytes);
        LOG.debug("Module {}: nobody has {} any more, {} bytes unread", module.id(), name, unreadBytes);
    }

    private void leave() {
        owner = false;
        module.unplug(this);
    }

    @Override
    public void failed(IOException cause) {
        LOG.error("Module {}: its pseudo-terminal {} is gone", module.id(), name, cause);
        takeAway();
    }

    @Override
    public boolean take(byte[] bytes) {
        return print(bytes);
    }

    private boolean print(byte[] bytes) {
        PseudoTerminal current = terminal;
        return current != null && current.write(bytes);
    }

    @Override
    public void hangUp() {
        vanish();
    }

    /** Not on the event loop, which waits for no file. */
    @Override
    public void vanish() {
        terminals.execute(this::takeAway);
    }

    @Override
    public void comeBack() {
        terminals.execute(() -> {
            try {
                open();
            } catch (IOException e) {
                LOG.error("Module {}: its pseudo-terminal {} does not come back", module.id(), name, e);
            }
        });
    }

    /** Takes the link away and hangs up, for good. */
    @Override
    public synchronized void close() {
        closed = true;
        takeAway();
    }

    private synchronized void takeAway() {
        PseudoTerminal gone = terminal;
        if (gone == null) {
            return;
        }
        terminal = null;
        try {
            directory.unlink(name, gone.path());
        } catch (IOException e) {
            LOG.warn("Module {}: the link {} could not be taken away", module.id(), name, e);
        }
        gone.close();
        leave();
    }
}
