package org.modemfleet;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Every setting of our own, checked at the start; a value that cannot be ends the start with one line that names it. Each room may use this
 * type, which itself uses none of them.
 *
 * @param dataDir where everything that persists on this machine lives; relative to the working directory
 * @param adminToken the administrator's bearer token, 16 to 256 visible ASCII characters; absent: made at the first start
 * @param demo whether an empty database gets the three simulated modules
 * @param broker the embedded MQTT broker
 * @param allowedOrigins browser origins besides our own, such as {@code https://fleet.example.org}
 * @param desired what is done by itself to have modules as they are wanted
 * @param transcriptBytes how much of each module's line is kept in memory, 0 to 16777216
 * @param recovery how modules are brought back
 * @param serial the serial ports
 * @param simulator the simulated modules
 */
@Validated
@ConfigurationProperties("modemfleet")
public record ModemFleetProperties(
        @DefaultValue("./data") @NotBlank String dataDir,
        @Nullable @Pattern(regexp = "[\\x21-\\x7e]{16,256}", message = "needs 16 to 256 visible ASCII characters") String adminToken,
        @DefaultValue("true") boolean demo,
        @Valid @DefaultValue Broker broker,
        @DefaultValue List<@Pattern(regexp = "https?://[^/*\\s]+", message = "needs origins such as https://fleet.example.org") String>
                allowedOrigins,
        @Valid @DefaultValue Desired desired,
        @DefaultValue("65536") @Min(0) @Max(16_777_216) int transcriptBytes,
        @Valid @DefaultValue Recovery recovery,
        @Valid @DefaultValue Serial serial,
        @Valid @DefaultValue Simulator simulator) {

    /** {@link #dataDir} as an absolute path. Bound as text, since Spring would look for a Path on the class path first. */
    public Path dataDirectory() {
        return Path.of(dataDir).toAbsolutePath().normalize();
    }

    /** Keeps the token out of logs and messages. */
    @Override
    public String toString() {
        return "ModemFleetProperties[dataDir=" + dataDir + ", demo=" + demo + ", broker=" + broker + ", desired=" + desired + ", allowedOrigins=" + allowedOrigins + ", transcriptBytes=" + transcriptBytes
                + ", recovery=" + recovery + ", simulator=" + simulator + "]";
    }

    /**
     * @param restore whether connections are made again by themselves what they are wanted to be, where a connection does not say
     *     otherwise: {@code auto} or {@code manual}
     * @param driftCheck how often a ready module is asked whether it is as it is wanted; 0: never by itself
     * @param retry how long after the loss of a connection it is tried again; doubled each time, up to 60 times as long
     */
    public record Desired(
            @DefaultValue("auto") @Pattern(regexp = "auto|manual", message = "needs auto or manual") String restore,
            @DefaultValue("5m") Duration driftCheck,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration retry) {}

    /**
     * @param enabled whether the broker runs
     * @param port its TCP port on 127.0.0.1; 0: any free one
     */
    public record Broker(@DefaultValue("true") boolean enabled, @DefaultValue("1883") @Min(0) @Max(65535) int port) {}

    /** @param allowCommands whether a module's recovery hook may be a program */
    public record Recovery(@DefaultValue("false") boolean allowCommands) {}

    /**
     * @param candidates the ports that may be asked for a module that is known by its IMEI: {@code 2c7c:*} or {@code 2ecc:3012} (USB vendor
     *     and product), {@code /dev/ttyUSB*}
     */
    public record Serial(@DefaultValue List<@Pattern(regexp = "([0-9A-Fa-f]{4}|\\*):([0-9A-Fa-f]{4}|\\*)|/.*[^/]",
            message = "needs USB ids such as 2c7c:* or paths such as /dev/ttyUSB*") String> candidates) {}

    /**
     * @param timeScale simulated seconds per real second, for every timer of a simulated module; 0.001 to 1000
     * @param count how many simulated modules besides the stored ones, {@code sim-4} and on, or besides {@code modules}
     * @param model their model
     * @param modules of the standalone simulator: the model of each module
     * @param tcpPort of the standalone simulator: module i listens on this port of 127.0.0.1 plus i; 0: each on any free one;
     *     absent: 7001 unless the modules have pseudo-terminals
     * @param ptyDir of the standalone simulator: where the links to the modules' pseudo-terminals are made; absent: no pseudo-terminals
     * @param controlPort of the standalone simulator: serves the simulator endpoints on 127.0.0.1; 0: any free one; absent: not served
     */
    public record Simulator(
            @DefaultValue("1") @DecimalMin("0.001") @DecimalMax("1000") double timeScale,
            @DefaultValue("0") @Min(0) @Max(100_000) int count,
            @DefaultValue("ML307R") @NotBlank String model,
            @DefaultValue List<String> modules,
            @Nullable @Min(0) @Max(65535) Integer tcpPort,
            @Nullable String ptyDir,
            @Nullable @Min(0) @Max(65535) Integer controlPort) {}
}
