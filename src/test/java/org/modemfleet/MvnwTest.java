package org.modemfleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.Helpers;

/** {@code mvnw} on machines made by hand: what is on the PATH, what was fetched before, what the archive serves. */
class MvnwTest {

    private static final List<String> TOOLS = List.of("sh", "sed", "tr", "head", "tail", "cut", "dirname", "readlink", "mkdir", "mktemp", "mv",
            "rm", "tar", "gzip", "sha512sum", "printf", "cat");

    @TempDir
    Path directory;

    private final AtomicInteger fetched = new AtomicInteger();
    private HttpServer archive;
    private byte[] distribution;
    private Path tools;

    @BeforeEach
    void machine() throws Exception {
        tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : TOOLS) {
            tool(tool);
        }
        script("java", "exit 0");
        Path unpacked = directory.resolve("made/apache-maven-9.9.9/bin");
        write(Files.createDirectories(unpacked).resolve("mvn"), "#!/bin/sh\necho \"pinned Maven: $*\"\n");
        Path packed = directory.resolve("distribution.tar.gz");
        run(List.of("tar", "-czf", packed.toString(), "-C", directory.resolve("made").toString(), "apache-maven-9.9.9"));
        distribution = Files.readAllBytes(packed);
        archive = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        archive.createContext("/maven.tar.gz", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, distribution.length);
            try (exchange; var body = exchange.getResponseBody()) {
                body.write(distribution);
            }
        });
        archive.start();
        Path wrapper = Files.createDirectories(directory.resolve("project/.mvn/wrapper"));
        Files.copy(Path.of("mvnw"), directory.resolve("project/mvnw"));
        properties(wrapper, sha512(distribution));
    }

    @AfterEach
    void stop() {
        archive.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void fetchesThePinnedMavenWhereThereIsNone(String downloader) throws Exception {
        tool(downloader);
        Result result = mvnw("-q", "verify");
        assertThat(result.status()).describedAs(result.printed()).isZero();
        assertThat(result.printed()).contains("pinned Maven: -q verify");
        assertThat(fetched).hasValue(1);
    }

    @Test
    void fetchesItOnce() throws Exception {
        tool("curl");
        mvnw("validate");
        archive.stop(0);
        Result again = mvnw("test");
        assertThat(again.status()).isZero();
        assertThat(again.printed()).isEqualTo("pinned Maven: test\n");
        assertThat(fetched).hasValue(1);
        try (var left = Files.list(directory.resolve("home/wrapper/dists"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void whatWasFetchedComesBeforeThePath() throws Exception {
        tool("curl");
        mvnw("validate");
        script("mvn", "echo 'Apache Maven 3.9.1'");
        assertThat(mvnw("test").printed()).isEqualTo("pinned Maven: test\n");
    }

    @Test
    void refusesAWrongHash() throws Exception {
        tool("curl");
        properties(directory.resolve("project/.mvn/wrapper"), "0".repeat(128));
        Result result = mvnw("verify");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.printed()).contains("wrong SHA-512").doesNotContain("pinned Maven:");
        try (var left = Files.list(directory.resolve("home/wrapper/dists"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.7", "3.9.11", "3.10.0", "4.0.0-rc-5"})
    void usesAMavenOfThisMachine(String version) throws Exception {
        script("mvn", "if [ \"$1\" = --version ]; then printf '\\033[1mApache Maven " + version + " (abc)\\033[m\\n'; else echo \"own: $*\"; fi");
        Result result = mvnw("-B", "a b");
        assertThat(result.status()).isZero();
        assertThat(result.printed()).isEqualTo("own: -B a b\n");
        assertThat(fetched).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "3.0", "2.2.1", "unreadable"})
    void passesOverAMavenThatIsTooOld(String version) throws Exception {
        tool("curl");
        script("mvn", "echo 'Apache Maven " + version + "'");
        assertThat(mvnw("verify").printed()).contains("pinned Maven: verify");
    }

    @Test
    void givesTheStatusOfMaven() throws Exception {
        script("mvn", "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.1' || exit 7");
        assertThat(mvnw("verify").status()).isEqualTo(7);
    }

    @Test
    void saysThatNothingCanFetch() throws Exception {
        Result result = mvnw("verify");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.printed()).contains("no Maven 3.8 or newer on the PATH, and neither curl nor wget");
    }

    @Test
    void saysThatTheArchiveIsOutOfReach() throws Exception {
        tool("wget");
        archive.stop(0);
        Result result = mvnw("verify");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.printed()).contains("mvnw: cannot fetch http://");
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        Files.delete(tools.resolve("java"));
        Result result = mvnw("verify");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.printed()).isEqualTo("mvnw: no Java: install JDK 25 or set JAVA_HOME to one\n");
    }

    @Test
    void itsOwnPropertiesNameTheArchiveAndAWholeHash() throws Exception {
        String properties = Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties"));
        assertThat(properties).containsPattern("distributionUrl=https://archive\\.apache\\.org/dist/maven/maven-3/");
        assertThat(properties).containsPattern("(?m)^distributionSha512Sum=[0-9a-f]{128}$");
    }

    private record Result(int status, String printed) {}

    private Result mvnw(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(tools.resolve("sh").toString(), directory.resolve("project/mvnw").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("MAVEN_USER_HOME", directory.resolve("home").toString());
        return result(builder);
    }

    private static void run(List<String> command) throws Exception {
        Result result = result(new ProcessBuilder(command));
        assertThat(result.status()).describedAs(result.printed()).isZero();
    }

    private static Result result(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), printed);
    }

    private void properties(Path wrapper, String sum) throws IOException {
        Files.writeString(wrapper.resolve("maven-wrapper.properties"), """
                # a comment
                version=9.9.9
                distributionUrl=http://127.0.0.1:%d/maven.tar.gz
                distributionSha512Sum=%s
                """.formatted(archive.getAddress().getPort(), sum));
    }

    /** A tool of this machine, on the PATH of the machine made by hand. */
    private void tool(String name) throws IOException {
        write(tools.resolve(name), "#!" + Helpers.require("sh") + "\nexec " + Helpers.require(name) + " \"$@\"\n");
    }

    private void script(String name, String body) throws IOException {
        write(tools.resolve(name), "#!" + Helpers.require("sh") + "\n" + body + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String sha512(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    }
}
