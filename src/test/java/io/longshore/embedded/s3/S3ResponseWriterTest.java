package io.longshore.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.file.FileSystemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class S3ResponseWriterTest {

  /** The device /dev/full fails with the same error as a full disk. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_is_distinguished_from_unexpected_failures() throws IOException {
    IOException full = null;
    try (FileChannel out = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(1));
    } catch (IOException failure) {
      full = failure;
    }

    assertThat(S3ResponseWriter.isDiskFull(full)).isTrue();
    assertThat(S3ResponseWriter.isDiskFull(new UncheckedIOException(full))).isTrue();
    assertThat(S3ResponseWriter.isDiskFull(new FileSystemException(full))).isTrue();
    assertThat(S3ResponseWriter.isDiskFull(new IOException("Broken pipe"))).isFalse();
    assertThat(S3ResponseWriter.isDiskFull(new IllegalStateException())).isFalse();
  }
}
