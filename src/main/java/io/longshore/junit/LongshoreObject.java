package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import io.longshore.junit.http.TestKeyCalls;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** An object in S3 that a job has written. */
public final class LongshoreObject {

  private static final byte GZIP_FIRST = 0x1f;
  private static final byte GZIP_SECOND = (byte) 0x8b;

  private final JsonReply output;

  LongshoreObject(JsonReply output) {
    this.output = output;
  }

  public String bucket() {
    return output.object("Object").text("Bucket").orElseThrow();
  }

  public String key() {
    return output.object("Object").text("Key").orElseThrow();
  }

  /** {@code s3://bucket/key}. */
  public String uri() {
    return output.object("Object").text("Uri").orElseThrow();
  }

  /** The rows in it. */
  public long rows() {
    return output.number("Rows");
  }

  /** Its lines, without gzip. All of them are in memory. */
  public List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(content(), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(uri() + " cannot be read", failure);
    }
  }

  /** Its text, without gzip. */
  public String text() {
    return String.join("\n", lines());
  }

  /**
   * From memory, since {@code GZIPInputStream} takes a member that has not arrived yet for the end.
   */
  private InputStream content() throws IOException {
    byte[] stored = TestKeyCalls.download(output.text("DownloadUrl").orElseThrow());
    boolean zipped = stored.length > 1 && stored[0] == GZIP_FIRST && stored[1] == GZIP_SECOND;
    return zipped
        ? new GZIPInputStream(new ByteArrayInputStream(stored))
        : new ByteArrayInputStream(stored);
  }

  @Override
  public String toString() {
    return uri();
  }
}
