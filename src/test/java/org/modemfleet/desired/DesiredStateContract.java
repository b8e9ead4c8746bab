package org.modemfleet.desired;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.security.SecretBox;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What every database must do for the desired state. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Import({DesiredState.class, DesiredTls.class, SecretBox.class, ForgetDeletedModules.class,
        DesiredStateContract.Time.class})
@Transactional(propagation = Propagation.NOT_SUPPORTED)
abstract class DesiredStateContract {

    private static final ConnectId ZERO = new ConnectId(0);
    private static final SslId FIVE = new SslId(5);

    @TempDir
    static Path dataDir;

    @Autowired
    DesiredState desired;

    @Autowired
    DesiredTls tls;

    @Autowired
    ForgetDeletedModules forgetting;

    @MockitoBean
    Fleet fleet;

    @Autowired
    JdbcClient jdbc;

    /** Without a stereotype: no scan but the import finds it. */
    static class Time {

        @Bean
        InstantSource testTime() {
            return InstantSource.system();
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("modemfleet.data-dir", dataDir::toString);
    }

    @AfterEach
    void forgetAll() {
        desired.forget("sim-1");
        desired.forget("sim-2");
        tls.forget("sim-1");
        tls.forget("sim-2");
    }

    @Test
    void nothingWasSet() {
        assertThat(desired.view("sim-1", ZERO)).isEqualTo(DesiredView.NOTHING);
        assertThat(desired.password("sim-1", ZERO)).isEqualTo(new StoredSecret.None());
    }

    @Test
    void settingsAreReplacedWholeAndShownInTheManualsOrder() {
        desired.settingApplied("sim-1", ZERO, "reconn", Map.of("reconnTimes", 0, "reconnInterval", 20, "mode", 1));
        desired.settingApplied("sim-1", ZERO, "keepalive", Map.of("keepaliveTime", 60));
        desired.settingApplied("sim-1", ZERO, "keepalive", Map.of("keepaliveTime", 120));
        desired.settingApplied("sim-1", ZERO, "willpayload", Map.of("willTopic", "t", "willMsg", "m \"中\""));

        DesiredView view = desired.view("sim-1", ZERO);

        assertThat(view.settings().keySet()).containsExactly("keepalive", "willpayload", "reconn");
        assertThat(view.settings()).containsEntry("keepalive", Map.of("keepaliveTime", 120))
                .containsEntry("willpayload", Map.of("willTopic", "t", "willMsg", "m \"中\""))
                .containsEntry("reconn", Map.of("reconnTimes", 0, "reconnInterval", 20, "mode", 1));
        assertThat(desired.view("sim-1", new ConnectId(1))).isEqualTo(DesiredView.NOTHING);
        assertThat(desired.view("sim-2", ZERO)).isEqualTo(DesiredView.NOTHING);
    }

    @Test
    void everyChangeGivesTheNextVersion() {
        desired.disconnectApplied("sim-1", ZERO);
        long first = desired.view("sim-1", ZERO).version();
        desired.settingApplied("sim-1", ZERO, "clean", Map.of("cleanSession", 1));
        long second = desired.view("sim-1", ZERO).version();
        desired.subscribed("sim-1", ZERO, List.of(new WantedSubscription("a", 0)));

        assertThat(second).isGreaterThan(first);
        assertThat(desired.view("sim-1", ZERO).version()).isGreaterThan(second);
    }

    @Test
    void thePasswordIsKeptSealedAndShownAsStars() {
        desired.connectionApplied("sim-1", ZERO, new ConnectionParameters("127.0.0.1", 1883, "c1", "u", "s3cret!"));

        DesiredView view = desired.view("sim-1", ZERO);
        assertThat(view.connection()).isEqualTo(new ConnectionParameters("127.0.0.1", 1883, "c1", "u", "***"));
        assertThat(view.wanted()).isEqualTo(DesiredView.Wanted.CONNECTED);
        assertThat(desired.password("sim-1", ZERO)).isEqualTo(new StoredSecret.Known("s3cret!"));
        assertThat(jdbc.sql("select password from desired_connection").query(String.class).single())
                .isNotBlank().doesNotContain("s3cret");
    }

    @Test
    void aDisconnectKeepsWhereToAndAConnectWithoutPasswordForgetsIt() {
        desired.connectionApplied("sim-1", ZERO, new ConnectionParameters("h", 1, null, null, "p"));
        desired.disconnectApplied("sim-1", ZERO);
        assertThat(desired.view("sim-1", ZERO).wanted()).isEqualTo(DesiredView.Wanted.DISCONNECTED);
        assertThat(desired.view("sim-1", ZERO).connection()).extracting(ConnectionParameters::host).isEqualTo("h");

        desired.connectionApplied("sim-1", ZERO, new ConnectionParameters("h", 1, null, null, null));
        assertThat(desired.password("sim-1", ZERO)).isEqualTo(new StoredSecret.None());
    }

    @Test
    void aPasswordSealedWithAnotherKeyIsUnreadable() {
        desired.connectionApplied("sim-1", ZERO, new ConnectionParameters("h", 1, null, null, "p"));
        desired.connectionApplied("sim-2", ZERO, new ConnectionParameters("h", 1, null, null, "q"));
        jdbc.sql("update desired_connection set password = "
                + "(select password from desired_connection where module = 'sim-2') where module = 'sim-1'").update();

        assertThat(desired.password("sim-1", ZERO)).isEqualTo(new StoredSecret.Unreadable());
    }

    @Test
    void subscriptionsKeepTheirOrderAndARepeatedOneItsPlace() {
        desired.subscribed("sim-1", ZERO, List.of(new WantedSubscription("world", 1), new WantedSubscription("a/+/b", 2)));
        desired.subscribed("sim-1", ZERO, List.of(new WantedSubscription("中文", 0), new WantedSubscription("world", 0)));
        assertThat(desired.view("sim-1", ZERO).subscriptions()).containsExactly(new WantedSubscription("world", 0),
                new WantedSubscription("a/+/b", 2), new WantedSubscription("中文", 0));

        desired.unsubscribed("sim-1", ZERO, List.of("world", "never"));
        assertThat(desired.view("sim-1", ZERO).subscriptions())
                .containsExactly(new WantedSubscription("a/+/b", 2), new WantedSubscription("中文", 0));
    }

    @Test
    void changesAtOnceAreAllKept() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> changes = IntStream.range(0, 6).<Callable<Void>>mapToObj(i -> () -> {
                desired.settingApplied("sim-1", ZERO, "key" + i, Map.of("value", i));
                return null;
            }).toList();
            for (var done : threads.invokeAll(changes)) {
                done.get();
            }
        }

        assertThat(desired.view("sim-1", ZERO).settings()).hasSize(6);
    }

    @Test
    void anSslContextIsReplacedWholeAndItsKeyKeptSealed() {
        tls.applied("sim-1", FIVE, new SslContext("the ca", "the cert", "the key", 2, 1));
        assertThat(tls.view("sim-1", FIVE)).contains(new SslContext("the ca", "the cert", "***", 2, 1));
        assertThat(tls.key("sim-1", FIVE)).isEqualTo(new StoredSecret.Known("the key"));
        assertThat(jdbc.sql("select private_key from desired_ssl_context").query(String.class).single())
                .isNotBlank().doesNotContain("the key");
        assertThat(tls.view("sim-1", new SslId(0))).isEmpty();
        assertThat(tls.view("sim-2", FIVE)).isEmpty();

        tls.applied("sim-1", FIVE, new SslContext("another ca", null, null, 1, 0));
        assertThat(tls.view("sim-1", FIVE)).contains(new SslContext("another ca", null, null, 1, 0));
        assertThat(tls.key("sim-1", FIVE)).isEqualTo(new StoredSecret.None());

        tls.cleared("sim-1", FIVE);
        tls.cleared("sim-1", FIVE);
        assertThat(tls.view("sim-1", FIVE)).isEmpty();
    }

    @Test
    void theLongestFilesFit() {
        String longest = "x".repeat(8192);
        tls.applied("sim-1", FIVE, new SslContext(longest, longest, longest, 2, 0));
        assertThat(tls.view("sim-1", FIVE)).contains(new SslContext(longest, longest, "***", 2, 0));
        assertThat(tls.key("sim-1", FIVE)).isEqualTo(new StoredSecret.Known(longest));
    }

    @Test
    void aKeyOfAnotherContextIsUnreadable() {
        tls.applied("sim-1", FIVE, new SslContext(null, "c", "k", 0, 0));
        tls.applied("sim-2", FIVE, new SslContext(null, "c", "l", 0, 0));
        jdbc.sql("update desired_ssl_context set private_key = "
                + "(select private_key from desired_ssl_context where module = 'sim-2') where module = 'sim-1'").update();

        assertThat(tls.key("sim-1", FIVE)).isEqualTo(new StoredSecret.Unreadable());
    }

    @Test
    void aDeletedModuleIsForgottenWhole() {
        desired.settingApplied("sim-1", ZERO, "clean", Map.of("cleanSession", 1));
        desired.subscribed("sim-1", new ConnectId(5), List.of(new WantedSubscription("a", 0)));
        desired.settingApplied("sim-2", ZERO, "clean", Map.of("cleanSession", 0));
        tls.applied("sim-1", FIVE, new SslContext(null, null, null, 0, 0));
        tls.applied("sim-2", FIVE, new SslContext(null, null, null, 0, 0));

        forgetting.deleting("sim-1", false);

        assertThat(desired.view("sim-1", ZERO)).isEqualTo(DesiredView.NOTHING);
        assertThat(desired.view("sim-1", new ConnectId(5))).isEqualTo(DesiredView.NOTHING);
        assertThat(desired.view("sim-2", ZERO).settings()).containsKey("clean");
        assertThat(tls.view("sim-1", FIVE)).isEmpty();
        assertThat(tls.view("sim-2", FIVE)).isPresent();
    }
}
