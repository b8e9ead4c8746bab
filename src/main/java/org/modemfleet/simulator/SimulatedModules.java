package org.modemfleet.simulator;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.mqtt.TcpNetwork;
import org.modemfleet.simulator.time.SimulatedTime;

/** The simulated modules of this process by the module id they were opened with. They share a few event loops. */
public final class SimulatedModules implements AutoCloseable {

    private final Map<String, SimulatedModule> modules = new ConcurrentHashMap<>();
    private final LogBudget logs = new LogBudget(modules::size);
    private final FileLimit fileLimit = new FileLimit();
    private final EventLoopGroup loops;
    private final TcpNetwork network = new TcpNetwork();
    /** A clock for each loop. */
    private final Map<EventLoop, SimulatedTime> clocks = new ConcurrentHashMap<>();
    private final Function<EventLoop, SimulatedTime> time;

    /** @param timeScale simulated seconds per real second, greater than 0 */
    public SimulatedModules(double timeScale) {
        this(loop -> SimulatedTime.scaled(loop, timeScale));
    }

    SimulatedModules(Function<EventLoop, SimulatedTime> time) {
        this.time = time;
        this.loops = new MultiThreadIoEventLoopGroup(Math.max(2, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory());
    }

    /** The module, if it was ever opened and not removed since. */
    public Optional<SimulatedModule> find(String moduleId) {
        return Optional.ofNullable(modules.get(moduleId));
    }

    /** One of the loops, for whatever else plays a module. */
    EventLoop loop() {
        return loops.next();
    }

    /** All there are now. */
    public Collection<SimulatedModule> all() {
        return List.copyOf(modules.values());
    }

    /** Takes the module out of the world; its next opening makes a new one. */
    public void remove(String moduleId) {
        SimulatedModule removed = modules.remove(moduleId);
        if (removed != null) {
            removed.destroy();
        }
    }

    /** The module of that id and model; one of another model is replaced, as a board would be. */
    public SimulatedModule findOrCreate(String moduleId, ModelProfile profile) {
        return modules.compute(moduleId, (id, present) -> {
            if (present != null && present.profile().equals(profile)) {
                return present;
            }
            if (present != null) {
                present.destroy();
            }
            return create(id, profile);
        });
    }

    /** Tells the operator if so many modules could not all be connected; their lines in memory need no file. */
    public void expect(int count, int filesEach) {
        fileLimit.expect(count, filesEach);
    }

    private SimulatedModule create(String id, ModelProfile profile) {
        fileLimit.made(modules.size() + 1);
        EventLoop loop = loops.next();
        return new SimulatedModule(id, profile, loop, clocks.computeIfAbsent(loop, time), network, logs, Clock.systemUTC());
    }

    /** Every module loses its power; the event loops end. */
    @Override
    public void close() {
        modules.values().forEach(SimulatedModule::destroy);
        modules.clear();
        network.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
