package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.LogEntry;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;

/** Power that goes and ports that vanish (section 4, rule 8). */
class PowerAndPortFaultsTest {

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    // ── power ──

    /** Without power for a minute: no DISCONNECT, no answer, what is sent is lost; then five seconds of boot. */
    @Test
    void powerCycle() {
        ScriptedServer.Peer peer = bench.connect();
        te.does("AT+CMEE=2");
        bench.inject(FaultDraft.of(FaultType.POWER_CYCLE).lasting(60));
        peer.expectsEnd();
        long lost = bench.module().bytesDropped();
        te.sends("AT\r\n");
        bench.advance(64);
        te.sends("AT\r\n").printsNothing();
        bench.advance(1);
        te.urc("+MATREADY").printsNothing().rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3").rows("AT+CMEE?", "+CMEE: 1");
        assertThat(bench.module().bytesDropped() - lost).isEqualTo(8);
        assertThat(bench.active()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POWER_CYCLE", "REBOOT"})
    void aCommandUnderWayIsNeverAnswered(FaultType type) {
        bench.connect();
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,4\r\n").expects("\r\n>").sends("12");
        bench.inject(type);
        te.sends("34");
        bench.advance(5);
        te.urc("+MATREADY").printsNothing().silent();
    }

    /** The line stays open (TCP, pseudo-terminal), and what was held for it is not printed after the boot. */
    @ParameterizedTest
    @ValueSource(strings = {"SLOW_ANSWERS", "LATE_FINAL", "URC_BEFORE_OK", "MERGED_WRITES", "SPLIT_WRITES"})
    void whatWasOnItsWayGoesWithThePower(FaultType type) {
        bench.inject(FaultDraft.of(type).delay(20));
        te.sends("AT\r\n").takeAll();
        bench.inject(FaultType.REBOOT);
        bench.active().forEach(bench::end);
        bench.advance(60);
        te.urc("+MATREADY").printsNothing().silent();
        assertThat(te.isClosed()).isFalse();
    }

    /** Every cycle begins anew: the boot of the first is over with the second. */
    @Test
    void aRebootDuringTheBoot() {
        bench.inject(FaultType.REBOOT);
        bench.advance(4);
        bench.inject(FaultType.REBOOT);
        bench.advance(4);
        te.printsNothing();
        bench.advance(1);
        te.urc("+MATREADY").silent();
    }

    @Test
    void aModuleThatIsOffDoesNotRestartByItself() {
        te.does("AT+MPOF");
        te.urc("POWER OFF");
        bench.inject(FaultType.REBOOT);
        bench.advance(60);
        te.printsNothing();
        bench.inject(FaultType.POWER_CYCLE);
        bench.advance(5);
        te.urc("+MATREADY").silent();
    }

    /** Nor one whose power is away: it comes back when the power does. */
    @Test
    void aModuleWithoutPowerDoesNotRestartByItself() {
        bench.inject(FaultDraft.of(FaultType.POWER_CYCLE).lasting(60));
        bench.advance(10);
        bench.inject(FaultType.REBOOT);
        bench.advance(54);
        te.printsNothing();
        bench.advance(1);
        te.urc("+MATREADY").silent();
    }

    // ── ports ──

    @Test
    void thePortVanishesAndTheModuleGoesOn() {
        ScriptedServer.Peer peer = bench.connect();
        te.does("AT+CMEE=2");
        bench.inject(FaultDraft.of(FaultType.PORT_VANISH).lasting(10));
        assertThat(te.isClosed()).isTrue();
        assertThatThrownBy(() -> bench.bench().terminal("ML307R")).hasMessageContaining("the port is gone");
        peer.fence();
        bench.advance(10);
        bench.plugsAgain().printsNothing().rows("AT+CMEE?", "+CMEE: 2").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
    }

    /** Each of two lasts as long as it says. */
    @Test
    void twiceGone() {
        bench.inject(FaultDraft.of(FaultType.PORT_VANISH).lasting(10));
        bench.inject(FaultDraft.of(FaultType.PORT_VANISH).lasting(20));
        bench.advance(10);
        assertThatThrownBy(() -> bench.bench().terminal("ML307R")).hasMessageContaining("the port is gone");
        bench.advance(10);
        bench.plugsAgain().silent();
    }

    /** A terminal that was being opened while the port went is hung up too. */
    @Test
    void aTerminalThatComesInTheMomentInWhichThePortGoes() {
        bench.inject(FaultType.PORT_VANISH);
        try (Terminal late = bench.bench().directTerminal("ML307R")) {
            assertThat(late.isClosed()).isTrue();
        }
    }

    // ── the end of the module ──

    /** A module that is taken away says nothing more, though its faults end. */
    @Test
    void aRemovedModuleIsSilent() {
        bench.inject(FaultType.RADIO_LOSS);
        te.urc("+MIPCALL: 1,0");
        SimulatedModule module = bench.module();
        bench.bench().modules().remove("te-ML307R");
        assertThat(module.log(0, 100).join()).extracting(PowerAndPortFaultsTest::shown).containsExactly("1 STATE fault radio-loss begins",
                "2 URC +MIPCALL: 1,0", "3 STATE it was removed", "4 STATE fault radio-loss ends");
        assertThat(te.printsNothing().isClosed()).isTrue();
    }

    // ── the log ──

    /** Whoever reads the log sees when each fault began and ended, and between that what was said before any fault touched it. */
    @Test
    void theLogTellsOfFaults() {
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).once());
        te.asks("AT+CSQ", FaultBench.CSQ).does("AT+MQTTCONN=0,\"127.0.0.1\",0,\"me\",\"user\",\"secret\"").urc("+MQTTURC: \"conn\",0,1");
        bench.inject(FaultType.REBOOT);
        bench.advance(5);
        assertThat(bench.module().log(0, 100).join()).extracting(PowerAndPortFaultsTest::shown).containsExactly(
                "1 STATE fault lost-final begins", "2 COMMAND AT+CSQ", "3 ANSWER +CSQ: 22,99\r\n\r\nOK", "4 STATE fault lost-final ends",
                "5 COMMAND AT+MQTTCONN=0,\"127.0.0.1\",0,\"me\",\"user\",\"***\"", "6 ANSWER OK", "7 URC +MQTTURC: \"conn\",0,1",
                "8 STATE fault reboot begins", "9 STATE it restarts by itself", "10 URC +MATREADY");
        assertThat(bench.module().log(5, 1).join()).extracting(PowerAndPortFaultsTest::shown).containsExactly("6 ANSWER OK");
    }

    private static String shown(LogEntry entry) {
        return entry.sequence() + " " + entry.kind() + " " + new String(entry.text(), StandardCharsets.US_ASCII);
    }
}
