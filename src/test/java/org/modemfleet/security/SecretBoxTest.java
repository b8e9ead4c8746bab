package org.modemfleet.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {

    @TempDir
    Path dataDir;

    @Test
    void opensWhatItSealedAlsoAfterARestart() {
        String sealed = new SecretBox(dataDir).seal("pässword,\"1", "sim-1/0");

        assertThat(sealed).doesNotContain("word");
        assertThat(new SecretBox(dataDir).open(sealed, "sim-1/0")).contains("pässword,\"1");
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        SecretBox box = new SecretBox(dataDir);

        assertThat(box.seal("secret", "sim-1/0")).isNotEqualTo(box.seal("secret", "sim-1/0"));
    }

    @Test
    void opensNothingThatWasSealedForAnotherPlaceOrWithAnotherKey() throws Exception {
        SecretBox box = new SecretBox(dataDir);
        String sealed = box.seal("secret", "sim-1/0");

        assertThat(box.open(sealed, "sim-1/1")).isEmpty();
        Files.delete(dataDir.resolve("secret.key"));
        assertThat(new SecretBox(dataDir).open(sealed, "sim-1/0")).isEmpty();
    }

    @Test
    void theKeyIsForItsOwnerOnlyAndNothingElseIsLeftBehind() throws Exception {
        Path fresh = dataDir.resolve("made/by/us");
        new SecretBox(fresh);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.resolve("secret.key"))))
                .isEqualTo("rw-------");
        assertThat(fresh).isDirectoryContaining(path -> path.endsWith("secret.key"));
        try (var files = Files.list(fresh)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws Exception {
        Files.writeString(dataDir.resolve("secret.key"), "c2hvcnQ=\n");

        assertThatThrownBy(() -> new SecretBox(dataDir)).hasMessageContaining("secret.key").hasMessageContaining("32");
    }
}
