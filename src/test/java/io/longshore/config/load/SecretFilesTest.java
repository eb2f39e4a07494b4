package io.longshore.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.LongshoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings about world-readable secret files. */
class SecretFilesTest {

  @TempDir Path temp;

  @Test
  void a_world_readable_secret_file_is_reported_with_its_setting_and_a_remedy() throws IOException {
    Map<String, String> flags =
        Map.of(
            "auth.keys_FILE", file("keys", "rw-r--r--"),
            "auth.masterKey_FILE", file("master", "rw-r--r--"),
            "database.password_FILE", file("database", "rw-r-----"),
            "s3.secretKey_FILE", file("s3", "rw----r--"),
            "http.tlsKey", file("tls", "r--r--r--"));
    assertThat(LongshoreConfig.secretFiles(Optional.empty(), Map.of(), flags).open())
        .containsExactly(
            open("auth.keys_FILE", "keys"),
            open("auth.masterKey_FILE", "master"),
            open("http.tlsKey", "tls"),
            open("s3.secretKey_FILE", "s3"));
  }

  private String file(String name, String mode) throws IOException {
    Path file = Files.writeString(temp.resolve(name), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file.toString();
  }

  private String open(String key, String name) {
    Path file = temp.resolve(name);
    return "%s names %s, which can be read by everybody here: chmod o-r %s"
        .formatted(key, file, file);
  }
}
