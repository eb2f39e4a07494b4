package io.longshore.transfer.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Outputs.Content;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDigestTest {

  private static final int PART = 1000;

  @ParameterizedTest
  @ValueSource(ints = {1, 999, 1000, 1001, 3000, 4321})
  void a_stream_matches_the_etag_of_its_parts_however_it_is_split_and_damaged_streams_do_not(
      int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Content content = new Content(ofParts(bytes), (size + PART - 1) / PART, PART);
    for (int chunk : new int[] {1, 7, PART, 2 * PART + 1}) {
      assertThat(stream(content, bytes, chunk).differs()).isFalse();
      byte[] damaged = bytes.clone();
      damaged[size / 2]++;
      assertThat(stream(content, damaged, chunk).differs()).isTrue();
    }
  }

  @Test
  void a_stream_is_compared_as_a_whole_if_its_object_was_put_as_a_whole() throws Exception {
    byte[] bytes = new byte[4321];
    Content content = new Content(HexFormat.of().formatHex(md5(bytes)), 0, bytes.length);
    assertThat(stream(content, bytes, 100).differs()).isFalse();
    assertThat(stream(content, new byte[4320], 100).differs()).isTrue();
  }

  private static StreamDigest.Ended stream(Content content, byte[] bytes, int chunk) {
    StreamDigest digest = new StreamDigest(Optional.of(content));
    for (int from = 0; from < bytes.length; from += chunk) {
      digest.update(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunk)));
    }
    return digest.end();
  }

  private static String ofParts(byte[] bytes) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int from = 0; from < bytes.length; from += PART) {
      all.write(md5(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART))));
    }
    return HexFormat.of().formatHex(md5(all.toByteArray()));
  }

  private static byte[] md5(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("MD5").digest(bytes);
  }
}
