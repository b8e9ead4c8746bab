package org.modemfleet;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Profile;

/**
 * The service: modules, their AT commands over HTTP, their events on streams. In the profile {@code simulator} another configuration takes
 * its place.
 */
@SpringBootApplication
@Profile("!" + SimulatorApplication.PROFILE)
@ConfigurationPropertiesScan
public class ModemFleetApplication {

    public static void main(String[] args) {
        letNettyUseUnsafe();
        try {
            SpringApplication.run(new Class<?>[] {ModemFleetApplication.class, SimulatorApplication.class}, args);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e;
        } catch (RuntimeException alreadyReported) {
            // Whatever threads of a half-started service are left must not keep the process.
            System.exit(1);
        }
    }

    /**
     * Without Unsafe Netty cannot free the mapped buffers of the broker's journal, whose second start then fails. Netty reads this once,
     * when its first class is loaded.
     */
    private static void letNettyUseUnsafe() {
        if (System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "false");
        }
    }
}
