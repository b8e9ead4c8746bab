package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.AtOutcome.Done;
import org.modemfleet.at.AtOutcome.Indeterminate;
import org.modemfleet.testsupport.ManualScheduler;
import org.modemfleet.testsupport.Seeds;
import org.modemfleet.testsupport.ToyGrammar;

/** What holds whatever the line does. Time is virtual: minutes pass in milliseconds. */
@ExtendWith(Seeds.Printer.class)
class ChannelPropertyTest implements ChannelListener {

    private static final Duration COMMAND_AND_DEAF = TestCommand.TIMEOUT.multipliedBy(2)
            .plus(ChannelTiming.DEAF_AT_MOST);

    private final ManualScheduler time = new ManualScheduler();
    private final List<String> urcs = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private ToyModule module;
    private AtChannel channel;

    static LongStream seeds() {
        return Seeds.of(150);
    }

    static LongStream manySeeds() {
        return Seeds.of(600);
    }

    private record Step(TestCommand command, AtOutcome<List<String>> outcome, Duration took) {

        boolean isDoneWith(String row) {
            return outcome instanceof Done<List<String>> done && done.value().equals(List.of(row));
        }
    }

    private void open(Random random) throws IOException {
        module = new ToyModule(time, random);
        channel = new AtChannel("test", new ToyGrammar(), this,
                new ChannelSettings(time, Runnable::run, time, time::nanoTime, 8));
    }

    /** Sends the commands one after another while time passes as it must. */
    private List<Step> run(List<TestCommand> commands) throws IOException {
        List<Step> steps = new ArrayList<>();
        channel.open(module::attach);
        Thread sender = Thread.ofVirtual().start(() -> {
            for (TestCommand command : commands) {
                long begin = time.nanoTime();
                AtOutcome<List<String>> outcome = send(command);
                steps.add(new Step(command, outcome, Duration.ofNanos(time.nanoTime() - begin)));
            }
        });
        while (waitsForTime(sender)) {
            Duration next = time.untilNext();
            assertThat(next.isNegative()).as("the channel waits for nothing").isFalse();
            time.advance(next);
            assertThat(time.nanoTime()).as("virtual time").isLessThan(Duration.ofHours(1).toNanos());
        }
        assertThat(steps).hasSameSizeAs(commands);
        return steps;
    }

    private AtOutcome<List<String>> send(TestCommand command) {
        try (AtChannel.Turn turn = channel.turn(Lane.USER)) {
            return turn.send(command);
        } catch (ChannelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the sender can do nothing without time passing; false if it has ended. */
    private boolean waitsForTime(Thread sender) {
        while (!channel.isWaitedFor()) {
            if (!sender.isAlive()) {
                return false;
            }
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    private static TestCommand echo(String token) {
        return TestCommand.of("+ECHO=" + token, "+ECHO");
    }

    private static List<TestCommand> echoes(Random random, int count) {
        List<TestCommand> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(echo("%04d%08x".formatted(i, random.nextInt())));
        }
        return commands;
    }

    private static String row(TestCommand command) {
        return command.body().replace("+ECHO=", "+ECHO: ");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void unsolicitedResultsAnywhereArriveAndHarmNothing(long seed) throws IOException {
        Random random = new Random(seed);
        open(random);
        List<String> said = new ArrayList<>();
        module.interjection = () -> {
            if (random.nextInt(3) > 0) {
                return "";
            }
            String urc = random.nextBoolean() ? "+EVENT: " + random.nextInt(1000) : counted(random);
            said.add(urc);
            return "\r\n" + urc + "\r\n";
        };
        List<Step> steps = run(echoes(random, 20));
        assertThat(steps).allSatisfy(step -> assertThat(step.isDoneWith(row(step.command()))).isTrue());
        assertThat(urcs).isEqualTo(said);
        assertThat(states).containsExactly("READY");
    }

    /** A counted line whose payload imitates what else the line carries. */
    private static String counted(Random random) {
        List<String> parts = List.of("\r\nOK\r\n", "+ECHO: 1", "\r\n>", "\r\nERROR\r\n", ",",
                "\"", "\0", "+EVENT: 9\r\n");
        StringBuilder payload = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            payload.append(parts.get(random.nextInt(parts.size())));
        }
        return "+DATA: " + random.nextInt(6) + "," + payload.length() + "," + payload;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void oneByteLostOrAddedNeverMakesTheChannelDeafForLong(long seed) throws IOException {
        Random random = new Random(seed);
        open(random);
        module.interjection = () -> random.nextInt(4) > 0 ? "" : "\r\n" + counted(random) + "\r\n";
        boolean fromHost = random.nextBoolean();
        module.faultFromHostAt = fromHost ? random.nextInt(240) : -1;
        module.faultToHostAt = fromHost ? -1 : random.nextInt(500);
        module.fault = fault(random);
        List<Step> steps = run(echoes(random, 12));
        assertThat(steps).allSatisfy(step -> assertThat(step.took()).isLessThanOrEqualTo(COMMAND_AND_DEAF));
        // The payload of a line whose header was hit may imitate a final result or two before anything looks odd.
        assertThat(steps.stream().filter(step -> !step.isDoneWith(row(step.command())))).hasSizeLessThanOrEqualTo(3);
        assertNoAnswerOfAnother(steps);
        assertThat(states).doesNotContain("UNRESPONSIVE");
    }

    private static ToyModule.Fault fault(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> b -> new byte[0];
            case 1 -> b -> new byte[] {b, (byte) random.nextInt(256)};
            default -> b -> new byte[] {(byte) (33 + random.nextInt(90)), b};
        };
    }

    private static void assertNoAnswerOfAnother(List<Step> steps) {
        for (Step step : steps) {
            for (AtLine answer : step.outcome().exchange().rows()) {
                assertThat(steps).as("commands that %s answers, sent for %s", answer, step.command().body())
                        .allSatisfy(other -> assertThat(other == step
                                || !answer.text().equals(row(other.command()))).isTrue());
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aLateAnswerIsNeverGivenToTheNextCommand(long seed) throws IOException {
        Random random = new Random(seed);
        open(random);
        module.delay = () -> Duration.ofMillis(random.nextInt(4) > 0 ? random.nextInt(50) : random.nextInt(14_000));
        List<Step> steps = run(echoes(random, 20));
        List<String> expectedLate = new ArrayList<>();
        for (Step step : steps) {
            if (step.outcome() instanceof Indeterminate<List<String>>) {
                expectedLate.add(row(step.command()));
            } else {
                assertThat(step.isDoneWith(row(step.command()))).as("%s", step).isTrue();
            }
        }
        assertThat(late).isSubsetOf(expectedLate).doesNotHaveDuplicates();
        if (steps.getLast().outcome() instanceof Done) {
            assertThat(late).isEqualTo(expectedLate);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void nothingButItsMessageReachesDataMode(long seed) throws IOException {
        Random random = new Random(seed);
        open(random);
        List<String> messages = new ArrayList<>();
        List<TestCommand> commands = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            if (random.nextBoolean()) {
                commands.add(echo("%04d".formatted(i)));
            } else {
                String message = "m%03d".formatted(i) + "x".repeat(random.nextInt(20));
                messages.add(message);
                commands.add(TestCommand.withData("+PUB=" + message.length(), message));
            }
        }
        int trouble = random.nextInt(3);
        module.losesPrompt = () -> trouble == 0 && random.nextInt(3) == 0;
        module.delay = () -> Duration.ofMillis(trouble == 1 && random.nextInt(3) == 0 ? random.nextInt(9_900) : 20);
        boolean corrupt = trouble == 2;
        module.faultFromHostAt = corrupt ? random.nextInt(220) : -1;
        module.fault = fault(random);
        run(commands);
        assertThat(module.published).allSatisfy(published -> {
            assertThat(published).as("probes and commands are no messages").doesNotContain("AT+", "CMEE", "ECHO");
            assertThat(corrupt || messages.contains(published)).as("%s is a message", published).isTrue();
        });
        assertThat(states).doesNotContain("UNRESPONSIVE");
    }

    @Override
    public void unsolicited(AtLine line, boolean known) {
        urcs.add(new String(line.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void late(AtCommand<?> command, AtExchange exchange) {
        exchange.rows().forEach(row -> late.add(row.text()));
    }

    @Override
    public void stateChanged(ChannelState from, ChannelState to, String cause) {
        states.add(to.name());
    }

    @Override
    public void closed(@Nullable IOException cause) {
        states.add("closed");
    }
}
