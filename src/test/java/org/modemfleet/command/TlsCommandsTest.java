package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.when;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.desired.DesiredTls;
import org.modemfleet.desired.GivenText;
import org.modemfleet.desired.StoredSecret;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.ModuleState;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.SslSetting;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;
import org.springframework.beans.factory.annotation.Autowired;

class TlsCommandsTest extends CommandRig {

    private static final SslId TWO = new SslId(2);
    private static final GivenText KEEP = new GivenText.Keep();
    private static final GivenText NONE = new GivenText.None();
    private static final TestCertificates FLEET = new TestCertificates("fleet");
    private static final String CA = FLEET.ca();
    private static final Issued OWN = FLEET.issue("module");
    private static final String CERT = OWN.certificate();
    private static final String KEY = OWN.pkcs8();

    @Autowired
    TlsCommands tls;

    @Autowired
    DesiredTls desiredTls;

    private static GivenText given(String text) {
        return new GivenText.Given(text);
    }

    private static TlsCommands.Wanted mutual() {
        return new TlsCommands.Wanted(given(CA), given(CERT), given(KEY), 2, 0);
    }

    private void answersFiles(String ca, String cert, String key) {
        module.answersData("AT+MSSLCERTWR=\"mf2_ca.pem\",0," + ca.length(), ca, "OK")
                .answersData("AT+MSSLCERTWR=\"mf2_cert.pem\",0," + cert.length(), cert, "OK")
                .answersData("AT+MSSLKEYWR=\"mf2_key.pem\",0," + key.length(), key, "OK");
    }

    private void answersSettings(String files, int auth, int ignoreVerify) {
        module.answers("AT+MSSLCFG=\"cert\",2," + files, "OK").answers("AT+MSSLCFG=\"auth\",2," + auth, "OK")
                .answers("AT+MSSLCFG=\"ignoreverify\",2," + ignoreVerify, "OK");
    }

    private void answersMutual() {
        answersFiles(CA, CERT, KEY);
        answersSettings("\"mf2_ca.pem\",\"mf2_cert.pem\",\"mf2_key.pem\"", 2, 0);
    }

    @Test
    void aContextIsSetInOneTurnAndIsDesired() throws Exception {
        answersMutual();

        TlsCommands.Report report = tls.set("m", TWO, mutual());

        module.assertDone(1);
        assertThat(report.reported()).isEqualTo(new TlsCommands.Reported(
                new SslSetting.Files("mf2_ca.pem", "mf2_cert.pem", "mf2_key.pem"), 2, 0));
        assertThat(report.desired()).isEqualTo(new SslContext(CA, CERT, "***", 2, 0));
        assertThat(desiredTls.key("m", TWO)).isEqualTo(new StoredSecret.Known(KEY));
        assertThat(last("m")).extracting(CommandView::commandId, CommandView::kind, CommandView::state, CommandView::connectId)
                .containsExactly(report.commandId(), CommandKind.TLS, CommandState.DONE, null);
        assertThat(last("m").at().sent()).hasSize(6).doesNotContain(KEY);
    }

    @Test
    void whatIsLeftOutStaysAndNullDeletes() throws Exception {
        answersMutual();
        tls.set("m", TWO, mutual());

        answersFiles(CA, CERT, KEY);
        answersSettings("\"mf2_ca.pem\",\"mf2_cert.pem\",\"mf2_key.pem\"", 1, 1);
        tls.set("m", TWO, new TlsCommands.Wanted(KEEP, KEEP, KEEP, 1, 1));
        assertThat(desiredTls.view("m", TWO)).contains(new SslContext(CA, CERT, "***", 1, 1));

        module.answersData("AT+MSSLCERTWR=\"mf2_ca.pem\",0," + CA.length(), CA, "OK");
        answersSettings("\"mf2_ca.pem\"", 1, 0);
        tls.set("m", TWO, new TlsCommands.Wanted(KEEP, NONE, NONE, 1, 0));
        assertThat(desiredTls.view("m", TWO)).contains(new SslContext(CA, null, null, 1, 0));
        assertThat(desiredTls.key("m", TWO)).isEqualTo(new StoredSecret.None());
        module.assertDone(3);
    }

    @Test
    void aKeptKeyHasToBeThatOfANewCertificate() throws Exception {
        answersMutual();
        tls.set("m", TWO, mutual());
        Issued other = FLEET.issue("other");

        CommandException.Invalid invalid = catchThrowableOfType(CommandException.Invalid.class,
                () -> tls.set("m", TWO, new TlsCommands.Wanted(KEEP, given(other.certificate()), KEEP, 2, 0)));

        assertThat(invalid.errors()).singleElement().extracting(CommandException.Violation::field, CommandException.Violation::value)
                .containsExactly("key", "***");
        module.assertDone(1);
    }

    /** Two changes of one context: the second goes on from what the first has left. */
    @Test
    void whatIsLeftOutIsWhatIsStoredWhenTheTurnComes() throws Exception {
        desiredTls.applied("m", TWO, new SslContext(CA, CERT, KEY, 2, 0));
        Issued fresh = FLEET.issueRsa("fresh");
        when(fleet.session("m")).thenAnswer(_ -> {
            desiredTls.applied("m", TWO, new SslContext(CA, fresh.certificate(), fresh.pkcs8(), 2, 0));
            return module;
        });
        answersFiles(CA, fresh.certificate(), fresh.pkcs8());
        answersSettings("\"mf2_ca.pem\",\"mf2_cert.pem\",\"mf2_key.pem\"", 2, 1);

        tls.set("m", TWO, new TlsCommands.Wanted(KEEP, KEEP, KEEP, 2, 1));

        module.assertDone(1);
        assertThat(desiredTls.key("m", TWO)).isEqualTo(new StoredSecret.Known(fresh.pkcs8()));
    }

    @Test
    void modulesWithoutDataModeGetTheFilesInTheLine() throws Exception {
        String ca = CA.replace("\n", "\\r\\n");
        String key = KEY.replace("\n", "\\r\\n");
        String cert = CERT.replace("\n", "\\r\\n");
        narrow.answers("AT+MSSLCERTWR=\"mf2_ca.pem\",0," + ca.length() + ",\"" + ca + "\"", "OK")
                .answers("AT+MSSLCERTWR=\"mf2_cert.pem\",0," + cert.length() + ",\"" + cert + "\"", "OK")
                .answers("AT+MSSLKEYWR=\"mf2_key.pem\",0," + key.length() + ",\"" + key + "\"", "OK")
                .answers("AT+MSSLCFG=\"cert\",2,\"mf2_ca.pem\",\"mf2_cert.pem\",\"mf2_key.pem\"", "OK")
                .answers("AT+MSSLCFG=\"auth\",2,2", "OK").answers("AT+MSSLCFG=\"ignoreverify\",2,0", "OK");

        TlsCommands.Report report = tls.set("nb", TWO, mutual());

        narrow.assertDone(1);
        assertThat(report.at().sent().get(2)).isEqualTo("AT+MSSLKEYWR=\"mf2_key.pem\",0," + key.length() + ",\"***\"");
    }

    @Test
    void theFirstRefusalEndsItAndNothingIsDesired() {
        module.answersData("AT+MSSLCERTWR=\"mf2_ca.pem\",0," + CA.length(), CA, "OK")
                .answersData("AT+MSSLCERTWR=\"mf2_cert.pem\",0," + CERT.length(), CERT, "+CME ERROR: 761");

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class, () -> tls.set("m", TWO, mutual()));

        module.assertDone(1);
        assertThat(refused.cme()).isEqualTo(761);
        assertThat(refused.connectId()).isNull();
        assertThat(refused.details().get("errors")).isEqualTo(List.of(new CommandException.Violation("cert",
                CERT.length() + " bytes", "what this module's firmware takes: it found invalid certificate")));
        assertThat(desiredTls.view("m", TWO)).isEmpty();
        assertThat(last("m")).extracting(CommandView::state, CommandView::cme).containsExactly(CommandState.REFUSED, 761);
    }

    @Test
    void noFinalResultIsIndeterminate() {
        module.answersData("AT+MSSLCERTWR=\"mf2_ca.pem\",0," + CA.length(), CA);

        assertThatThrownBy(() -> tls.set("m", TWO, mutual())).isInstanceOf(CommandException.NoResponse.class);
        assertThat(last("m").state()).isEqualTo(CommandState.INDETERMINATE);
        assertThat(desiredTls.view("m", TWO)).isEmpty();
    }

    @Test
    void aContextIsCleared() throws Exception {
        desiredTls.applied("m", TWO, new SslContext(CA, CERT, KEY, 2, 0));
        module.answers("AT+MSSLCFG=\"auth\",2,0", "OK").answers("AT+MSSLCFG=\"ignoreverify\",2,0", "OK")
                .answers("AT+MSSLCFG=\"cert\",2,\"\",\"\",\"\"", "OK");

        TlsCommands.Report report = tls.clear("m", TWO);

        module.assertDone(1);
        assertThat(report.reported()).isEqualTo(new TlsCommands.Reported(SslSetting.Files.NONE, 0, 0));
        assertThat(report.desired()).isNull();
        assertThat(desiredTls.view("m", TWO)).isEmpty();
        assertThat(last("m").kind()).isEqualTo(CommandKind.TLS);
    }

    @Test
    void aContextThatCouldNotBeClearedIsStillDesired() {
        desiredTls.applied("m", TWO, new SslContext(CA, null, null, 1, 0));
        module.answers("AT+MSSLCFG=\"auth\",2,0", "+CME ERROR: 606");

        assertThatThrownBy(() -> tls.clear("m", TWO)).isInstanceOf(CommandException.Refused.class);
        assertThat(desiredTls.view("m", TWO)).isPresent();
    }

    @Test
    void theReportTellsWhatTheModuleSaysBesideWhatIsDesired() throws Exception {
        desiredTls.applied("m", TWO, new SslContext(CA, CERT, KEY, 2, 0));
        module.answers("AT+MSSLCFG=\"cert\",2", "+MSSLCFG: \"cert\",2,\"a\",\"b\",\"c\"", "OK")
                .answers("AT+MSSLCFG=\"auth\",2", "+MSSLCFG: \"auth\",2,1", "OK").answers("AT+MSSLCFG=\"ignoreverify\",2", "+CME ERROR: 4");

        TlsCommands.Report report = tls.report("m", TWO);

        module.assertDone(1);
        assertThat(report.reported()).isEqualTo(new TlsCommands.Reported(new SslSetting.Files("a", "b", "c"), 1, null));
        assertThat(report.desired()).isEqualTo(new SslContext(CA, CERT, "***", 2, 0));
        assertThat(report.at().sent()).containsExactly("AT+MSSLCFG=\"cert\",2", "AT+MSSLCFG=\"auth\",2", "AT+MSSLCFG=\"ignoreverify\",2");
        assertThat(history.list("m", null, 10).items()).isEmpty();
    }

    @Test
    void whileTheModuleIsAwayDesiredIsToldAlone() throws Exception {
        desiredTls.applied("m", TWO, new SslContext(CA, null, null, 1, 0));
        TlsCommands.Report alone = new TlsCommands.Report(null, new SslContext(CA, null, null, 1, 0), null, null);
        module.away();
        assertThat(tls.report("m", TWO)).isEqualTo(alone);
        when(fleet.session("m")).thenThrow(new FleetException.Disabled("m"));
        assertThat(tls.report("m", TWO)).isEqualTo(alone);
        when(fleet.profile("m")).thenThrow(new FleetException.ModelUnknown("m", ModuleState.OPENING));
        assertThat(tls.report("m", TWO)).isEqualTo(alone);
    }

    @Test
    void aContextThatTheModelLacksIsUnsupported() {
        SslId five = new SslId(5);
        assertThatThrownBy(() -> tls.report("nb", five)).isInstanceOf(CommandException.Unsupported.class).hasMessageContaining("0-4");
        assertThatThrownBy(() -> tls.set("nb", five, mutual())).isInstanceOf(CommandException.Unsupported.class);
        assertThatThrownBy(() -> tls.clear("nb", five)).isInstanceOf(CommandException.Unsupported.class);
        narrow.assertDone(0);
    }
}
