package org.modemfleet.simulator.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.simulator.v250.TerminalSettings;

/**
 * Everything that a module loses with its power: what its commands act on. It begins registered, with PDP context 1 up.
 * Confined to the module's event loop.
 */
public final class MobileTermination {

    private final Board board;
    private final Surroundings surroundings;
    private final TerminalSettings terminal;
    private final PacketDomain packetDomain;
    private final @Nullable MqttConnection[] connections;
    private final PowerSaving powerSaving;
    private Map<Integer, TlsContext> tlsContexts = Map.of();
    private int baudRate = 115200;

    /** What a module can do to its own line and power. */
    public interface Surroundings {

        /** Prints an unsolicited result code, given without its CR LFs. */
        void unsolicited(byte[] text);

        /** A command has not yet had its final result. */
        boolean commandUnderWay();

        void restart();

        void powerOff();
    }

    public MobileTermination(Board board, Surroundings surroundings) {
        this.board = board;
        this.surroundings = surroundings;
        this.terminal = new TerminalSettings(board.profile().echoAtStart());
        this.packetDomain = new PacketDomain(this);
        this.packetDomain.beginWith(sim() == Sim.READY && !board.faults().isActive(FaultType.RADIO_LOSS));
        this.connections = new MqttConnection[board.profile().connectIds().max() + 1];
        this.powerSaving = new PowerSaving(this);
    }

    /** Power is gone: connections drop without DISCONNECT. */
    public void powerCut() {
        powerSaving.powerCut();
        connections().forEach(MqttConnection::powerCut);
        board.tlsFiles().powerCut();
    }

    public TerminalSettings terminal() {
        return terminal;
    }

    /** Bytes come from the terminal. */
    public void typed() {
        powerSaving.typed();
    }

    /** Bytes go to the terminal. */
    public void printed() {
        powerSaving.traffic();
    }

    PowerSaving powerSaving() {
        return powerSaving;
    }

    /** Something is under way that keeps the module from sleeping. */
    boolean isBusy() {
        return surroundings.commandUnderWay() || connections().anyMatch(MqttConnection::isBusy);
    }

    Board board() {
        return board;
    }

    ModelProfile profile() {
        return board.profile();
    }

    PacketDomain packetDomain() {
        return packetDomain;
    }

    /** The network or the SIM came or went. */
    public void coverageChanged() {
        packetDomain.coverage(sim() == Sim.READY && !board.faults().isActive(FaultType.RADIO_LOSS));
    }

    /** A message comes in at QoS 0; false if that connection is not connected. */
    public boolean deliver(int connectId, String topic, byte[] payload) {
        MqttConnection connection = connectId < 0 || connectId >= connections.length ? null : connections[connectId];
        if (connection == null || connection.notConnected() != null) {
            return false;
        }
        connection.message(0, topic, payload.clone());
        return true;
    }

    Sim sim() {
        return board.faults().isActive(FaultType.SIM_ABSENT) ? Sim.ABSENT
                : board.faults().isActive(FaultType.SIM_PIN) ? Sim.PIN_REQUIRED : Sim.READY;
    }

    /** @param connectId one that the profile has */
    MqttConnection connection(int connectId) {
        MqttConnection connection = connections[connectId];
        if (connection == null) {
            connection = new MqttConnection(this, connectId);
            connections[connectId] = connection;
        }
        return connection;
    }

    /** The connections that were ever named. */
    Stream<MqttConnection> connections() {
        return Arrays.stream(connections).filter(Objects::nonNull);
    }

    /** @param sslId one that the profile has */
    TlsContext tlsContext(int sslId) {
        return tlsContexts.getOrDefault(sslId, TlsContext.FROM_THE_FACTORY);
    }

    void tlsContext(int sslId, TlsContext context) {
        Map<Integer, TlsContext> all = new HashMap<>(tlsContexts);
        all.put(sslId, context);
        tlsContexts = Map.copyOf(all);
    }

    int baudRate() {
        return baudRate;
    }

    void baudRate(int rate) {
        baudRate = rate;
    }

    void unsolicited(String text) {
        unsolicited(text.getBytes(StandardCharsets.UTF_8));
    }

    void unsolicited(byte[] text) {
        surroundings.unsolicited(text);
    }

    void restart() {
        surroundings.restart();
    }

    void powerOff() {
        surroundings.powerOff();
    }
}
