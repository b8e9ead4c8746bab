package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks, with a real server and real programs. */
class HookRunnerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final HookRunner hooks = new HookRunner(true);
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;
    private int status = 204;
    private boolean silent;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (silent) {
                awaitRelease();
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    private String request(String user, String method, Duration timeout) {
        URI url = URI.create("http://" + user + "127.0.0.1:" + server.getAddress().getPort() + "/cm?cmnd=Power%20OFF");
        return hooks.run(new RecoveryHook.Url(url, method, timeout), "m", "nothing \"answers\"");
    }

    @Test
    void aPostTellsWhichModuleAndWhy() {
        assertThat(request("", "POST", LONG)).isNull();
        assertThat(requests.poll()).startsWith("POST /cm?cmnd=Power%20OFF null {").contains("\"module\":\"m\"", "\"reason\":\"nothing \\\"answers\\\"\"");
    }

    @Test
    void aGetSendsNothingElseAndAUserIsSentAsTheStandardSays() {
        assertThat(request("u:p%40ss@", "GET", LONG)).isNull();
        assertThat(requests.poll()).isEqualTo("GET /cm?cmnd=Power%20OFF Basic dTpwQHNz ");
    }

    @Test
    void anotherStatusIsAFailureAndNoRedirectIsFollowed() {
        status = 302;
        assertThat(request("", "GET", LONG)).isEqualTo("status 302");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForLongerThanSaid() {
        silent = true;
        assertThat(request("", "GET", Duration.ofSeconds(1))).isEqualTo("no answer in time");
    }

    @Test
    void whereNobodyListensTheFailureTellsNoSecret() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String problem = hooks.run(new RecoveryHook.Url(URI.create("http://u:secret@127.0.0.1:" + port + "/?key=secret"), "GET", LONG), "m", "x");
        assertThat(problem).contains("Connect").doesNotContain("secret");
    }

    @Test
    void aProgramGetsItsArgumentsAsTheyAreAndLittleOfOurEnvironment() throws IOException {
        Path told = directory.resolve("told");
        Path program = directory.resolve("relay");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + told + "\nenv | cut -d= -f1 >> " + told
                + "\nprintf '%s|%s\\n' \"$MODEMFLEET_MODULE\" \"$MODEMFLEET_REASON\" >> " + told + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(run(LONG, program.toString(), "a b", "$HOME; exit 1")).isNull();

        List<String> lines = Files.readAllLines(told);
        assertThat(lines).startsWith("a b", "$HOME; exit 1").endsWith("m|nothing answers");
        assertThat(lines.subList(2, lines.size() - 1)).isSubsetOf("PATH", "HOME", "LANG", "TZ", "PWD", "OLDPWD", "SHLVL", "_",
                "MODEMFLEET_MODULE", "MODEMFLEET_REASON");
    }

    @Test
    void itsExitStatusIsToldAndAProgramThatIsNotThere() {
        assertThat(run(LONG, "/bin/sh", "-c", "exit 3")).isEqualTo("exit status 3");
        assertThat(run(LONG, directory.resolve("none").toString())).contains("none");
    }

    @Test
    void aProgramThatDoesNotEndIsEndedWithAllThatItStarted() throws IOException {
        Path pids = directory.resolve("pids");
        assertThat(run(Duration.ofSeconds(2), "/bin/sh", "-c", "sleep 600 & echo $! > " + pids + "; wait")).isEqualTo("no answer in time");

        long pid = Long.parseLong(Files.readString(pids).strip());
        await().until(() -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }

    @Test
    void noProgramIsRunUnlessTheServiceWasStartedSo() {
        Path trace = directory.resolve("trace");
        assertThat(new HookRunner(false).run(new RecoveryHook.Command(List.of("/bin/sh", "-c", "touch " + trace), LONG), "m", "x"))
                .contains("allow-commands");
        assertThat(trace).doesNotExist();
    }

    private String run(Duration timeout, String... argv) {
        return hooks.run(new RecoveryHook.Command(List.of(argv), timeout), "m", "nothing answers");
    }
}
