package org.modemfleet.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class ProblemTableTest {

    /** Rooms that no request reaches while these can happen: they end a start, or stay between a session and its
     * channel. */
    private static final List<String> NEVER_SEEN_BY_A_REQUEST = List.of("org.modemfleet.broker",
            "org.modemfleet.channel");

    private final ProblemTable table = new ProblemTable();

    @Test
    void everyLeafOfEveryFamilyOfExceptionsHasARow() throws IOException {
        List<Class<?>> leaves = leaves().toList();

        assertThat(leaves).hasSizeGreaterThan(20);
        assertThat(table.types()).containsAll(leaves);
    }

    @Test
    void noRowIsForAFamily() {
        assertThat(table.types()).allMatch(type -> Modifier.isFinal(type.getModifiers()));
    }

    /** The classes that extend a sealed exception of ours, without the sealed ones themselves. */
    private static Stream<Class<?>> leaves() throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver()
                .getResources("classpath*:org/modemfleet/**/*Exception*.class"))
                .<Class<?>>map(ProblemTableTest::load)
                .filter(type -> Throwable.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers()))
                .filter(type -> NEVER_SEEN_BY_A_REQUEST.stream().noneMatch(type.getPackageName()::startsWith))
                .filter(ProblemTableTest::belongsToAFamily);
    }

    private static Class<?> load(Resource file) {
        try {
            String path = file.getURI().toString();
            String name = path.substring(path.lastIndexOf("org/modemfleet/"), path.length() - ".class".length());
            return Class.forName(name.replace('/', '.'), false, ProblemTableTest.class.getClassLoader());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean belongsToAFamily(Class<?> type) {
        for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
            if (above.isSealed() && above.getName().startsWith("org.modemfleet.")) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource(nullValues = "bare", value = {
            "600, 502, command-rejected", "601, 422, invalid-parameter", "602, 409, not-connected",
                    "603, 409, connecting",
            "604, 409, already-connected", "605, 502, command-rejected", "606, 507, module-storage",
            "607, 409, wrong-state",
            "608, 502, command-rejected", "609, 502, command-rejected", "3, 502, command-rejected",
            "50, 502, command-rejected",
            "761, 422, invalid-parameter", "bare, 502, command-rejected"})
    void eachErrorOfAModuleIsItsProblem(Integer cme, int status, String code) {
        Problem problem = CmeProblems.of(cme, "the meaning", "the detail");

        assertThat(problem.type().status()).isEqualTo(status);
        assertThat(problem.type().code()).isEqualTo(code);
        assertThat(problem.members().get("cme")).isEqualTo(cme);
        assertThat(problem.members()).containsEntry("meaning", "the meaning");
        assertThat(problem.headers().containsKey("Retry-After")).isEqualTo(code.equals("connecting"));
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyTypeIsAnErrorWithAUrn(ProblemType type) {
        assertThat(type.status()).isBetween(400, 599);
        assertThat(type.uri().toString()).matches("urn:modemfleet:problem:[a-z]+(-[a-z]+)*");
        assertThat(type.title()).isNotBlank();
    }
}
