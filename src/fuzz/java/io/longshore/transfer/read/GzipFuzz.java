package io.longshore.transfer.read;

import io.longshore.fixture.Gzip;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzzes gzip decompression: data is decompressed within the limits, or rejected if it is damaged.
 */
public final class GzipFuzz {

  private GzipFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    unpack(data);
    byte[] packed = Gzip.packed(data);
    byte[] twice = Arrays.copyOf(packed, 2 * packed.length);
    System.arraycopy(packed, 0, twice, packed.length, packed.length);
    byte[] unpacked = unpack(twice);
    boolean bomb = unpacked == null && data.length > ChunkedDecoding.LIMITS.ratioFrom() / 2;
    if (!bomb && !Arrays.equals(unpacked, 0, data.length, data, 0, data.length)) {
      throw new AssertionError("The decompressed bytes differ");
    }
  }

  /** Returns null if the data cannot be read. */
  private static byte[] unpack(byte[] packed) {
    GunzipStream unpacking = new GunzipStream(ChunkedDecoding.LIMITS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] step = new byte[1000];
    try {
      for (int at = 0; at < packed.length; at += 333) {
        unpacking.feed(Arrays.copyOfRange(packed, at, Math.min(packed.length, at + 333)));
        drain(unpacking, step, out);
      }
      unpacking.endOfInput();
      drain(unpacking, step, out);
      return out.toByteArray();
    } catch (MalformedFile reason) {
      return null;
    } finally {
      unpacking.close();
    }
  }

  private static void drain(GunzipStream unpacking, byte[] step, ByteArrayOutputStream out)
      throws MalformedFile {
    for (int length = unpacking.read(step); length > 0; length = unpacking.read(step)) {
      out.write(step, 0, length);
      if (out.size() > ChunkedDecoding.LIMITS.outputBytes() + step.length) {
        throw new AssertionError("The output exceeds the limit");
      }
    }
  }

  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text : List.of("", "hello", "a".repeat(4000))) {
      seeds.add(Gzip.packed(text.getBytes(StandardCharsets.UTF_8)));
    }
    byte[] named = Gzip.packed("named".getBytes(StandardCharsets.UTF_8));
    named[3] = 0x08 | 0x10; // flags of a name and a comment
    seeds.add(named);
    return seeds;
  }
}
