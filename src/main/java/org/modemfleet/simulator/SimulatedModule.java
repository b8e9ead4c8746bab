package org.modemfleet.simulator;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.device.Board;
import org.modemfleet.simulator.device.Commands;
import org.modemfleet.simulator.device.MobileTermination;
import org.modemfleet.simulator.time.SimulatedTime;
import org.modemfleet.simulator.v250.AtServer;
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
    private final AtomicLong bytesDropped = new AtomicLong();
    private final AtomicReference<@Nullable ByteSink> terminal = new AtomicReference<>();
    private @Nullable Running running;
    private SimulatedTime.@Nullable Timer boot;

    /** What there is while there is power. */
    private record Running(MobileTermination termination, AtServer<MobileTermination> server) {}

    /** A module that was switched on long ago: it takes commands at once. */
    SimulatedModule(Board board) {
        this.board = board;
        board.loop().execute(this::start);
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
        board.loop().execute(() -> restart("the power was cycled"));
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
        return terminal.compareAndSet(null, sink);
    }

    /** Unplugs the terminal, if it is the one that is there. */
    public void unplug(ByteSink sink) {
        terminal.compareAndSet(sink, null);
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
                running.server().received(bytes);
            }
        });
    }

    /** Takes the module out of the world. */
    void destroy() {
        board.loop().execute(() -> powerOff("it was removed"));
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
                profile().commandLineBytes(), uart);
        uart.server = server;
        running = new Running(termination, server);
    }

    private void restart(String cause) {
        powerOff(cause);
        boot = board.time().schedule(Duration.ofSeconds(profile().timers().bootSeconds()), () -> {
            start();
            if (profile().bootsWithMatready() && running != null) {
                running.server().unsolicited(READY);
            }
        });
    }

    private void powerOff(String cause) {
        LOG.debug("Module {} stops: {}", id(), cause);
        if (boot != null) {
            boot.cancel();
            boot = null;
        }
        if (running != null) {
            running.server().stop();
            running.termination().powerCut();
            running = null;
        }
    }

    /** Where one run of the module prints, until its power goes. */
    private final class Uart implements AtServer.Output, MobileTermination.Surroundings {

        private @Nullable AtServer<MobileTermination> server;

        @Override
        public void write(byte[] bytes) {
            ByteSink sink = terminal.get();
            if (sink == null || !sink.take(bytes)) {
                dropped(bytes.length);
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
        public void restart() {
            SimulatedModule.this.restart("it was told to restart");
        }

        @Override
        public void powerOff() {
            SimulatedModule.this.powerOff("it was told to switch off");
        }
    }
}
