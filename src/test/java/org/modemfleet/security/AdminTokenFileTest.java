package org.modemfleet.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AdminTokenFileTest {

    @TempDir
    Path directory;

    @Test
    void isMadeOnceForItsOwnerAlone(CapturedOutput output) throws Exception {
        Path data = directory.resolve("a/b");
        String token = new AdminTokenFile(data).readOrMake();
        Path file = data.resolve("admin-token");
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(Files.readString(file)).isEqualTo(token + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        try (var files = Files.list(data)) {
            assertThat(files).as("no draft is left").containsExactly(file);
        }
        assertThat(new AdminTokenFile(data).readOrMake()).isEqualTo(token);
        assertThat(output).doesNotContain(token);
    }

    @Test
    void twoAreNeverAlike() {
        assertThat(new AdminTokenFile(directory.resolve("1")).readOrMake())
                .isNotEqualTo(new AdminTokenFile(directory.resolve("2")).readOrMake());
    }

    @Test
    void anEmptyFileIsToldWithTheSetting() throws Exception {
        Files.writeString(directory.resolve("admin-token"), "\n");
        assertThatThrownBy(() -> new AdminTokenFile(directory).readOrMake())
                .isInstanceOf(SecuritySetupException.class).hasMessageContaining("modemfleet.admin-token");
    }

    @Test
    void aDirectoryThatCannotBeIsToldWithTheSetting() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> new AdminTokenFile(file.resolve("data")).readOrMake())
                .isInstanceOf(SecuritySetupException.class).hasMessageContaining("modemfleet.data-dir");
    }
}
