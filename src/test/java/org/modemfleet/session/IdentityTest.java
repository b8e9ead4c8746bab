package org.modemfleet.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.Links;
import org.modemfleet.testsupport.MemoryEventLog;

/** A session is for one module, which its IMEI tells; whoever else is at its line hears nothing that was meant for it. */
@Timeout(30)
class IdentityTest {

    private static final String RIGHT = "862012345678903";
    private static final String OTHER = "862000000000009";
    private static final Set<String> FOR_ANYBODY = Set.of("AT", "ATE0", "AT+CMEE=1", "AT+CMEE?", "AT+CGSN", "AT+CGSN=1");

    private final ScriptedModule module = new ScriptedModule();
    private final MemoryEventLog log = new MemoryEventLog();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private @Nullable String expected = RIGHT;
    private LiveSession session;

    @BeforeEach
    void create() throws LinkException {
        session = new Sessions(new Links(List.of(module)), log, ChannelSettings.of(timers), InstantSource.system(), Instant.EPOCH,
                new Transcripts(4_096, Path.of("target"), InstantSource.system()))
                .create("m", LinkAddress.parse("script:x"), null, new SessionListener() {
                    @Override
                    public void stateChanged(ModuleSession session, SessionState from, SessionState to, String cause) {}

                    @Override
                    public @Nullable String expectedImei() {
                        return expected;
                    }
                });
    }

    @AfterEach
    void close() {
        session.close();
        timers.shutdown();
    }

    private void answersImei(@Nullable String imei) {
        module.answers("AT+CGSN", imei == null ? "\r\n+CME ERROR: 4\r\n" : "\r\n" + imei + "\r\n\r\nOK\r\n");
    }

    @Test
    void theRightModuleIsTaken() throws LinkException {
        session.open();
        assertThat(session.state()).isEqualTo(SessionState.READY);
        assertThat(session.identityMismatch()).isNull();
        assertThat(session.identity().imei()).isEqualTo(RIGHT);
    }

    @Test
    void anotherModuleIsToldNothingAndItsLineIsLeft() throws LinkException {
        answersImei(OTHER);
        session.open();
        assertThat(session.state()).isEqualTo(SessionState.LOST);
        assertThat(session.identityMismatch()).isEqualTo(new IdentityMismatch(RIGHT, OTHER));
        assertThat(module.received()).isNotEmpty().isSubsetOf(FOR_ANYBODY);
        await().until(module::isHungUp);
        await().untilAsserted(() -> assertThat(log.ofType("identity-mismatch")).singleElement().satisfies(event ->
                assertThat(event.data()).containsEntry("expected", RIGHT).containsEntry("answered", OTHER)));
        answersImei(RIGHT);
        session.open();
        assertThat(session.state()).isEqualTo(SessionState.READY);
        assertThat(session.identityMismatch()).isNull();
    }

    @Test
    void whatDoesNotTellItsImeiMayBeAnotherModule() throws LinkException {
        answersImei(null);
        session.open();
        assertThat(session.state()).isEqualTo(SessionState.LOST);
        assertThat(session.identityMismatch()).isEqualTo(new IdentityMismatch(RIGHT, null));
        assertThat(module.received()).isSubsetOf(FOR_ANYBODY);
    }

    @Test
    void aModuleThatIsExchangedWhileItsLineStaysOpenIsFoundWhenItBoots() throws LinkException {
        session.open();
        module.received().clear();
        answersImei(OTHER);
        module.sends("\r\n+MATREADY\r\n");
        await().until(() -> session.state() == SessionState.LOST);
        assertThat(module.received()).isNotEmpty().isSubsetOf(FOR_ANYBODY);
    }

    @Test
    void aModuleThatIsExchangedInSilenceIsFoundWhenItsLineIsBroughtInStep() throws LinkException {
        session.open();
        module.received().clear();
        answersImei(OTHER);
        session.resynchronize("as the test says");
        await().until(() -> session.state() == SessionState.LOST);
        assertThat(session.identityMismatch()).isEqualTo(new IdentityMismatch(RIGHT, OTHER));
        assertThat(module.received()).isNotEmpty().isSubsetOf(FOR_ANYBODY);
    }

    @Test
    void aGarbledAnswerIsAskedForAgain() throws LinkException {
        expected = null;
        answersImei("862012345678904");
        session.open();
        assertThat(module.received().stream().filter("AT+CGSN"::equals)).as("a wrong check digit is believed the second time").hasSize(2);
        assertThat(session.identity().imei()).isEqualTo("862012345678904");
    }

    @Test
    void aModelThatNoiseGarbledIsAskedForAgain() throws LinkException {
        module.answersOnce("AT+CGMM", "\r\nMLL307R-DC\r\n\r\nOK\r\n");
        session.open();
        assertThat(session.identity().model()).isEqualTo("ML307R-DC");
        module.answers("AT+CGMM", "\r\nMX1\r\n\r\nOK\r\n");
        module.received().clear();
        session.synchronizeAnew("as the test says");
        await().untilAsserted(() -> assertThat(session.identity().model()).isEqualTo("MX1"));
        assertThat(module.received().stream().filter("AT+CGMM"::equals)).as("an unknown model is believed the second time").hasSize(2);
    }

    @Test
    void withoutExpectationWhoTellsNothingIsTakenToo() throws LinkException {
        expected = null;
        answersImei(null);
        session.open();
        assertThat(session.state()).isEqualTo(SessionState.READY);
        assertThat(session.identity().imei()).isNull();
    }
}
