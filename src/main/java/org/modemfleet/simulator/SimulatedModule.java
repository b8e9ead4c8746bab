package org.modemfleet.simulator;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.device.Board;
import org.modemfleet.simulator.device.Commands;
import org.modemfleet.simulator.device.Identity;
import org.modemfleet.simulator.device.MobileTermination;
import org.modemfleet.simulator.device.NonvolatileMemory;
import org.modemfleet.simulator.device.TlsFiles;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.simulator.fault.FaultView;
import org.modemfleet.simulator.fault.Faults;
import org.modemfleet.simulator.fault.FaultyLine;
import org.modemfleet.simulator.fault.FaultyNetwork;
import org.modemfleet.simulator.mqtt.Network;
import org.modemfleet.simulator.time.SimulatedTime;
import org.modemfleet.simulator.v250.AtServer;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Printed;
import org.modemfleet.simulator.v250.Supervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated module: power, UART, and what runs while there is power. It lives whether anybody is at its UART or not.
 * All its state is confined to one event loop; the public methods may be called by any thread.
 */
public final class SimulatedModule {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedModule.class);
    private static final byte[] READY = {'+', 'M', 'A', 'T', 'R', 'E', 'A', 'D', 'Y'};

    private final Board board;
    private final Faults faults;
    private final FaultyNetwork network;
    private final ModuleLog log;
    private final AtomicLong bytesDropped = new AtomicLong();
    private final AtomicReference<@Nullable ByteSink> terminal = new AtomicReference<>();
    private volatile List<Port> ports = List.of();
    private volatile boolean portGone;
    private @Nullable Running running;
    private SimulatedTime.@Nullable Timer boot;
    /** When the power is there again that was cut for a while. */
    private Duration powerReturns = Duration.ZERO;

    /** What there is while there is power. */
    private record Running(MobileTermination termination, AtServer<MobileTermination> server, Uart uart) {}

    /** A module that was switched on long ago: it takes commands at once. */
    SimulatedModule(String id, ModelProfile profile, EventLoop loop, SimulatedTime time, Network network, LogBudget logs,
            Clock clock) {
        this.faults = new Faults(time, new FaultEffects());
        this.network = new FaultyNetwork(network, faults, time);
        this.log = new ModuleLog(clock, logs);
        this.board = new Board(id, profile, Identity.of(id), loop, time, this.network, new TlsFiles(profile),
                new NonvolatileMemory(), faults, clock);
        loop.execute(this::start);
    }

    public String id() {
        return board.id();
    }

    public ModelProfile profile() {
        return board.profile();
    }

    /** 15 digits with their check digit, derived from the module id. */
    public String imei() {
        return board.identity().imei();
    }

    /** Bytes that were lost on the UART: sent to a module without power or at boot, or printed while nobody read. */
    public long bytesDropped() {
        return bytesDropped.get();
    }

    /** Power off and on again: connections drop without DISCONNECT, settings and cache are lost, then it boots. */
    public void powerCycle() {
        board.loop().execute(() -> restart("the power was cycled", Duration.ZERO));
    }

    /** @param fault without {@link Fault#violations} */
    public CompletableFuture<FaultView> inject(Fault fault) {
        return ask(() -> faults.inject(fault));
    }

    /** What is active, oldest first. */
    public CompletableFuture<List<FaultView>> faults() {
        return ask(faults::list);
    }

    /** False if there is no such fault (any more). */
    public CompletableFuture<Boolean> endFault(String faultId) {
        return ask(() -> faults.end(faultId));
    }

    /**
     * What it was told and what it said, oldest first.
     *
     * @param after entries with a greater sequence; 0 for all that are kept
     */
    public CompletableFuture<List<LogEntry>> log(long after, int limit) {
        return ask(() -> log.read(after, limit));
    }

    /**
     * A message comes in as if the server had sent it at QoS 0.
     *
     * @return false if that connection is not connected
     */
    public CompletableFuture<Boolean> deliver(int connectId, String topic, byte[] payload) {
        return ask(() -> running != null && running.termination().deliver(connectId, topic, payload));
    }

    /** Runs the task on the module's event loop, after the delay in simulated time; to be called there. */
    public SimulatedTime.Timer schedule(Duration delay, Runnable task) {
        return board.time().schedule(delay, task);
    }

    private <V> CompletableFuture<V> ask(Supplier<V> question) {
        return CompletableFuture.supplyAsync(question, board.loop());
    }

    /** Where all of the module happens: {@link ByteSink#take} is called here. */
    public EventLoop loop() {
        return board.loop();
    }

    /** Plugs a terminal to the UART. False if another one is there that stays: a UART has one far end. */
    public boolean plug(ByteSink sink) {
        ByteSink there = terminal.get();
        if (there != null && there.givesWay()) {
            unplug(there);
            there.hangUp();
        }
        boolean plugged = terminal.compareAndSet(null, sink);
        if (plugged && portGone) {
            // The port went while it was being opened: the fault has not seen this terminal.
            sink.hangUp();
        }
        return plugged;
    }

    /** Unplugs the terminal, if it is the one that is there. */
    public void unplug(ByteSink sink) {
        terminal.compareAndSet(sink, null);
    }

    /** Adds a port, which a fault then takes away and gives back. */
    public synchronized void add(Port port) {
        ports = Stream.concat(ports.stream(), Stream.of(port)).toList();
    }

    /** Whether a fault has taken the port away: nobody is to open it. */
    public boolean isPortGone() {
        return portGone;
    }

    /** Counts bytes that were lost between the UART and a terminal. */
    public void lost(int bytes) {
        bytesDropped.addAndGet(bytes);
    }

    /**
     * Bytes from the terminal.
     *
     * @param taken runs once they have left the line
     */
    public void receive(byte[] bytes, Runnable taken) {
        board.loop().execute(() -> {
            taken.run();
            if (running == null) {
                lost(bytes.length);
            } else {
                running.termination().typed();
                running.server().received(running.uart().typed(bytes));
            }
        });
    }

    /** Takes the module out of the world. */
    void destroy() {
        board.loop().execute(() -> {
            powerOff("it was removed");
            // Without power nothing is said of their end.
            faults.endAll();
        });
        hangUp();
    }

    private void hangUp() {
        ByteSink sink = terminal.get();
        if (sink != null) {
            sink.hangUp();
        }
    }

    private void start() {
        LOG.debug("Module {} runs", id());
        Uart uart = new Uart();
        MobileTermination termination = new MobileTermination(board, uart);
        AtServer<MobileTermination> server = new AtServer<>(Commands.all(), termination, termination.terminal(),
                profile().commandLineBytes(), uart, new Watch());
        uart.termination = termination;
        uart.server = server;
        running = new Running(termination, server, uart);
    }

    /** @param unpowered how long there is no power before the boot begins */
    private void restart(String cause, Duration unpowered) {
        powerOff(cause);
        powerReturns = board.time().now().plus(unpowered);
        boot = board.time().schedule(unpowered.plusSeconds(profile().timers().bootSeconds()), () -> {
            start();
            if (profile().bootsWithMatready() && running != null) {
                running.server().unsolicited(READY);
            }
        });
    }

    /** A module that was switched off, or has no power, does not. */
    private void restartByItself() {
        boolean on = running != null || boot != null;
        if (on && board.time().now().compareTo(powerReturns) >= 0) {
            restart("it restarts by itself", Duration.ZERO);
        }
    }

    private void powerOff(String cause) {
        LOG.debug("Module {} stops: {}", id(), cause);
        log.state(cause);
        if (boot != null) {
            boot.cancel();
            boot = null;
        }
        if (running != null) {
            running.server().stop();
            running.uart().stop();
            running.termination().powerCut();
            running = null;
        }
    }

    /** Where one run of the module prints, until its power goes. */
    private final class Uart implements AtServer.Output, MobileTermination.Surroundings {

        /** From the first fault on: most modules never have one. */
        private @Nullable FaultyLine faulty;
        private @Nullable MobileTermination termination;
        private @Nullable AtServer<MobileTermination> server;

        @Override
        public Duration write(Printed printed) {
            log.printed(printed);
            if (termination != null) {
                termination.printed();
            }
            if (isSound()) {
                out(printed.bytes());
                return Duration.ZERO;
            }
            return faulty().print(printed);
        }

        byte[] typed(byte[] bytes) {
            return isSound() ? bytes : faulty().typed(bytes);
        }

        void stop() {
            if (faulty != null) {
                faulty.stop();
            }
        }

        private boolean isSound() {
            return faulty == null && faults.none();
        }

        private FaultyLine faulty() {
            if (faulty == null) {
                faulty = new FaultyLine(faults, board.time(), this::out);
            }
            return faulty;
        }

        private void out(byte[] bytes) {
            ByteSink sink = terminal.get();
            if (sink == null || !sink.take(bytes)) {
                lost(bytes.length);
            }
        }

        @Override
        public void dropped(int bytes) {
            lost(bytes);
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            return board.time().schedule(delay, task)::cancel;
        }

        @Override
        public void unsolicited(byte[] text) {
            if (server != null) {
                server.unsolicited(text);
            }
        }

        @Override
        public boolean commandUnderWay() {
            return server != null && server.isBusy();
        }

        @Override
        public void restart() {
            SimulatedModule.this.restart("it was told to restart", Duration.ZERO);
        }

        @Override
        public void powerOff() {
            SimulatedModule.this.powerOff("it was told to switch off");
        }
    }

    private final class Watch implements Supervisor {

        @Override
        public void commandLine(byte[] line) {
            log.command(line);
        }

        @Override
        public @Nullable CmeError refusal(String command) {
            return faults.none() ? null : faults.commandError(command).map(CmeError::of).orElse(null);
        }

        @Override
        public boolean forcesEcho() {
            return !faults.none() && faults.echoes();
        }
    }

    /** The faults that do something when they begin or end. */
    private final class FaultEffects implements Faults.Effects {

        @Override
        public void begun(Fault fault) {
            log.state("fault " + fault.type().code() + " begins");
            switch (fault.type()) {
                case POWER_CYCLE -> restart("the power was cut", Duration.ofMillis(fault.durationMs() == null ? 0 : fault.durationMs()));
                case REBOOT -> restartByItself();
                case TCP_RESET -> network.reset();
                case PORT_VANISH -> takePortsAway();
                case RADIO_LOSS, SIM_ABSENT, SIM_PIN -> coverageChanged();
                default -> { }
            }
        }

        @Override
        public void ended(Fault fault) {
            log.state("fault " + fault.type().code() + " ends");
            switch (fault.type()) {
                case PORT_VANISH -> givePortsBack();
                case RADIO_LOSS, SIM_ABSENT, SIM_PIN -> coverageChanged();
                default -> { }
            }
        }

        private void takePortsAway() {
            if (!portGone) {
                portGone = true;
                hangUp();
                ports.forEach(Port::vanish);
            }
        }

        /** Unless another such fault still goes on. */
        private void givePortsBack() {
            portGone = faults.isActive(FaultType.PORT_VANISH);
            if (!portGone) {
                ports.forEach(Port::comeBack);
            }
        }

        private void coverageChanged() {
            if (running != null) {
                running.termination().coverageChanged();
            }
        }
    }
}
