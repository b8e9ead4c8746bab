package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.Helpers;
import org.modemfleet.testsupport.Mosquitto;
import tools.jackson.databind.JsonNode;

/** A broker that answers 128 for some topics: mosquitto with its dynamic-security plug-in. */
class RefusedTopicsTest extends WholeService {

    private static final String RIGHTS = """
            {"defaultACLAccess":{"publishClientSend":true,"publishClientReceive":true,"subscribe":false,"unsubscribe":true},
             "anonymousGroup":"anybody","clients":[],
             "groups":[{"groupname":"anybody","roles":[{"rolename":"listener"}]}],
             "roles":[{"rolename":"listener","acls":[
               {"acltype":"subscribePattern","topic":"allowed/#","priority":0,"allow":true}]}]}""";

    @ParameterizedTest
    @CsvSource({"ML307R, 1, 1", "ML307G, 1, 3", "MN316, 1, 1"})
    void theOutcomeTellsWhichTopicsWereRefused(String model, int firstMid, int lastMid) throws IOException {
        try (Mosquitto broker = withRights()) {
            String module = user.module("sim:" + model);
            user.connect(module, 0, broker.port());
            JsonNode some = subscribe(module, "allowed/a", "secret/b", "allowed/c");
            assertThat(some.path("outcome").asString()).isEqualTo("partial");
            assertThat(some.at("/results/0/mid").intValue()).isEqualTo(firstMid);
            assertThat(some.at("/results/2/mid").intValue()).isEqualTo(lastMid);
            assertThat(some.path("results").valueStream().map(result -> result.path("code").intValue()))
                    .containsExactly(1, 128, 1);
            assertThat(subscribe(module, "secret/b").path("outcome").asString()).isEqualTo("rejected");
            JsonNode listed = user.http().get(FleetUser.mqtt(module, 0) + "/subscriptions").expect(200).json();
            assertThat(listed.path("items").toString())
                    .isEqualTo("[{\"topic\":\"allowed/a\",\"code\":1},{\"topic\":\"allowed/c\",\"code\":1}]");
            user.disconnect(module, 0);
        }
    }

    private JsonNode subscribe(String module, String... topics) {
        String list = Stream.of(topics).map(topic -> "{\"topic\":\"" + topic + "\",\"qos\":1}")
                .reduce((a, b) -> a + "," + b).orElseThrow();
        return user.http().post(FleetUser.mqtt(module, 0) + "/subscriptions?wait=30", "{\"topics\":[" + list + "]}")
                .expect(200).json();
    }

    private Mosquitto withRights() throws IOException {
        Helpers.require("mosquitto");
        Optional<Path> plugin = plugin();
        assumeTrue(plugin.isPresent(), "needs mosquitto's dynamic-security plug-in");
        // mosquitto may give up its rights for those of a user of its own.
        Path rights = Files.createTempFile("modemfleet-rights", ".json");
        rights.toFile().deleteOnExit();
        Files.writeString(rights, RIGHTS);
        assertThat(rights.toFile().setReadable(true, false) && rights.toFile().setWritable(true, false)).isTrue();
        return Mosquitto.options().line("plugin " + plugin.get()).line("plugin_opt_config_file " + rights).start();
    }

    private static Optional<Path> plugin() throws IOException {
        Path libraries = Path.of("/usr/lib");
        if (!Files.isDirectory(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(libraries)) {
            return folders.map(folder -> folder.resolve("mosquitto_dynamic_security.so")).filter(Files::exists).findFirst();
        }
    }
}
