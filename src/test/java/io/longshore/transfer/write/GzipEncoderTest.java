package io.longshore.transfer.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.longshore.fixture.Gzip;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GzipEncoderTest {

  static Stream<GzipEncoder> libraries() {
    return Stream.of(GzipEncoder.fastest(), new GzipEncoder(false));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void encoded_bytes_can_be_decoded(GzipEncoder gzip) throws IOException {
    for (byte[] chunk : new byte[][] {{}, {7}, lines(100), lines(5000), noise(3_000_000)}) {
      assertThat(gunzipped(gzip.encode(chunk))).isEqualTo(chunk);
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void a_sequence_of_members_is_one_file(GzipEncoder gzip) throws IOException {
    Buffer file = Buffer.buffer();
    Buffer plain = Buffer.buffer();
    for (byte[] chunk : new byte[][] {lines(10), noise(70_000), {}, lines(9000)}) {
      file.appendBuffer(gzip.encode(chunk));
      plain.appendBytes(chunk);
    }

    assertThat(gunzipped(file)).isEqualTo(plain.getBytes());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void the_output_is_deterministic(GzipEncoder gzip) {
    assertThat(gzip.encode(lines(5000))).isEqualTo(gzip.encode(lines(5000)));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void the_header_has_no_time_and_no_system(GzipEncoder gzip) {
    assertThat(gzip.encode(lines(1)).getBytes(0, 10))
        .containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void text_shrinks_and_random_bytes_hardly_grow(GzipEncoder gzip) {
    assertThat(gzip.encode(lines(5000)).length()).isLessThan(lines(5000).length / 4);
    assertThat(gzip.encode(noise(1_000_000)).length()).isLessThan(1_001_000);
  }

  @Test
  void isal_loads_and_leaves_no_files_in_the_temporary_directory() throws IOException {
    assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");

    assertThat(GzipEncoder.loadIsal()).isTrue();
    assertThat(GzipEncoder.loadIsal()).isTrue();

    try (Stream<Path> temp = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(temp.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("longshore-isal-"));
    }
  }

  private static byte[] gunzipped(Buffer gzip) {
    return Gzip.plain(gzip.getBytes());
  }

  private static byte[] lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("{\"Id\":\"").append(i).append("\",\"Attributes\":{\"🚢\":[\"a,b\"]}}\n");
    }
    return lines.toString().getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void what_was_encoded_before_makes_no_difference(GzipEncoder gzip) {
    Buffer first = gzip.encode(noise(70_000));
    gzip.encode(new byte[0]);
    gzip.encode(lines(9000));

    assertThat(gzip.encode(noise(70_000))).isEqualTo(first);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memory_does_not_grow_with_the_number_of_chunks() throws IOException {
    GzipEncoder encoder = GzipEncoder.fastest();
    encoder.encode(new byte[1000]);
    long before = residentKilobytes();
    for (int i = 0; i < 4000; i++) {
      encoder.encode(new byte[1000]);
    }
    assertThat(residentKilobytes() - before).isLessThan(200_000);
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
