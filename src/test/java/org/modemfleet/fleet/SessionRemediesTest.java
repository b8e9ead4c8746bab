package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionState;

/** A step that would take a healthy connection down is not taken for the sake of another one. */
class SessionRemediesTest {

    private static final int CONNECTING = 1;
    private static final int CONNECTED = 2;

    private final ModuleSession session = mock(ModuleSession.class);
    private final SessionOpener.Openable now = mock(SessionOpener.Openable.class);
    private final SessionRemedies remedies = new SessionRemedies("m", () -> now, () -> { }, new ModuleListeners("m", new CopyOnWriteArrayList<>()));

    SessionRemediesTest() {
        when(now.session()).thenReturn(session);
        when(now.isLinkOpen()).thenReturn(true);
        when(now.isIdentified()).thenReturn(true);
        when(session.state()).thenReturn(SessionState.READY);
        connections(CONNECTED, CONNECTING);
    }

    private void connections(int zero, int one) {
        when(session.connections()).thenReturn(List.of(new ConnectionView(0, zero, null, null, Instant.EPOCH),
                new ConnectionView(1, one, null, null, Instant.EPOCH)));
    }

    @ParameterizedTest
    @EnumSource(names = {"RADIO", "REBOOT", "HOOK"})
    void theHealthyConnectionIsNamed(RecoveryStep step) {
        assertThat(remedies.hindrance(step)).isEqualTo("connection 0 is up, and would be lost");
    }

    @ParameterizedTest
    @EnumSource(names = {"RADIO", "REBOOT", "HOOK"})
    void whereNoneIsUpNothingStandsInTheWay(RecoveryStep step) {
        connections(CONNECTING, CONNECTING);
        assertThat(remedies.hindrance(step)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"RADIO", "REBOOT", "HOOK"})
    void aModuleThatDoesNotAnswerIsBroughtBackWhateverItWasConnectedTo(RecoveryStep step) {
        when(session.state()).thenReturn(SessionState.LOST);
        assertThat(remedies.hindrance(step)).isNull();
    }

    @Test
    void aConnectionIsMadeAnewBesideAnother() {
        assertThat(remedies.hindrance(RecoveryStep.RECONNECT)).isNull();
    }
}
