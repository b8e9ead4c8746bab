package org.modemfleet.fleet;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.ModemFleetProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs hooks. */
@Component
class HookRunner {

    private static final Logger log = LoggerFactory.getLogger(HookRunner.class);
    /** All that a program gets of our environment, which may hold secrets. */
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "TZ");
    private static final File NOTHING = new File("/dev/null");
    private static final String NOT_IN_TIME = "no answer in time";

    private final boolean allowCommands;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).build();

    @Autowired
    HookRunner(ModemFleetProperties settings) {
        this(settings.recovery().allowCommands());
    }

    HookRunner(boolean allowCommands) {
        this.allowCommands = allowCommands;
    }

    /** Whether the service was started so that programs may be run. */
    boolean allowsCommands() {
        return allowCommands;
    }

    /**
     * Blocks for at most the hook's time-out.
     *
     * @param reason why, told to the hook
     * @return what went wrong; null if it was done
     */
    @Nullable String run(RecoveryHook hook, String moduleId, String reason) {
        try {
            return switch (hook) {
                case RecoveryHook.Url url -> request(url, moduleId, reason);
                case RecoveryHook.Command command -> allowCommands ? start(command, moduleId, reason)
                        : "modemfleet.recovery.allow-commands is false";
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "the service ends";
        } catch (RuntimeException failed) {
            // Its message may tell the address with all that is in it.
            log.debug("module {}: hook {} failed", moduleId, hook, failed);
            return failed.getClass().getSimpleName();
        }
    }

    private @Nullable String request(RecoveryHook.Url hook, String moduleId, String reason) throws InterruptedException {
        URI url = hook.url();
        String user = url.getUserInfo();
        String bare = user == null ? url.toString() : url.toString().replaceFirst("//[^@/]*@", "//");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bare));
        if (user != null) {
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        if (hook.method().equals("POST")) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(
                    JsonMapper.shared().writeValueAsString(Map.of("module", moduleId, "reason", reason))));
        }
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request.build(), BodyHandlers.discarding());
        try {
            int status = answer.get(hook.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status / 100 == 2 ? null : "status " + status;
        } catch (TimeoutException late) {
            answer.cancel(true);
            return NOT_IN_TIME;
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof IOException cause ? cause.getClass().getSimpleName() : "failed";
        }
    }

    private static @Nullable String start(RecoveryHook.Command hook, String moduleId, String reason) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(hook.argv()).redirectInput(Redirect.from(NOTHING))
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.environment().keySet().retainAll(ENVIRONMENT);
        builder.environment().putAll(Map.of("MODEMFLEET_MODULE", moduleId, "MODEMFLEET_REASON", reason.replace('\0', ' ')));
        Process process;
        try {
            process = builder.start();
        } catch (IOException unstarted) {
            return String.valueOf(unstarted.getMessage());
        }
        try {
            if (!process.waitFor(hook.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return NOT_IN_TIME;
            }
            return process.exitValue() == 0 ? null : "exit status " + process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
