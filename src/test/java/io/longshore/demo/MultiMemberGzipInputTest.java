package io.longshore.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MultiMemberGzipInputTest {

  @Test
  void members_that_have_not_arrived_yet_are_waited_for() throws IOException {
    assertThat(MultiMemberGzipInput.of(arriving())).hasBinaryContent("one two".getBytes(UTF_8));
  }

  /** Two members, of which the second arrives when the first was read. */
  private static InputStream arriving() throws IOException {
    return new SequenceInputStream(member("one "), member("two"));
  }

  private static InputStream member(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
