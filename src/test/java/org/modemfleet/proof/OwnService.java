package org.modemfleet.proof;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.ModemFleetApplication;
import org.modemfleet.broker.EmbeddedBroker;
import org.modemfleet.testsupport.HttpApi;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service of one test, which may be started again in the same directory. */
final class OwnService implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private OwnService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Returns once it serves. Its broker has a free port unless the settings say which.
     *
     * @param settings as on the command line, such as {@code --modemfleet.broker.port=1884}
     */
    static OwnService start(Path dataDir, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("--server.port=0", "--modemfleet.data-dir=" + dataDir, "--modemfleet.demo=false",
                "--modemfleet.admin-token=" + HttpApi.TOKEN));
        if (all.stream().noneMatch(setting -> setting.startsWith("--modemfleet.broker.port="))) {
            all.add("--modemfleet.broker.port=0");
        }
        return new OwnService(new SpringApplicationBuilder(ModemFleetApplication.class)
                .run(all.toArray(String[]::new)));
    }

    FleetUser user() {
        return new FleetUser(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    int brokerPort() {
        return context.getBean(EmbeddedBroker.class).port();
    }

    /** Stops it in order. */
    @Override
    public void close() {
        context.close();
    }
}
