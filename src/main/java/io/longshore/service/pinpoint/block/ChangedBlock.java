package io.longshore.service.pinpoint.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** The lines of a block of which some were replaced, removed or added since it was built. */
final class ChangedBlock {

  private static final byte NEWLINE = '\n';

  private ChangedBlock() {}

  /** Ids in the form of the column {@code ids}, not compressed. */
  static byte[] joined(List<String> ids) {
    Buffer all = Buffer.buffer();
    for (String id : ids) {
      byte[] bytes = id.getBytes(UTF_8);
      all.appendUnsignedShort(bytes.length).appendBytes(bytes);
    }
    return all.getBytes();
  }

  private static List<String> split(Buffer joined) {
    List<String> ids = new ArrayList<>();
    for (int at = 0; at < joined.length(); ) {
      int end = at + Short.BYTES + joined.getUnsignedShort(at);
      ids.add(joined.getString(at + Short.BYTES, end));
      at = end;
    }
    return ids;
  }

  /**
   * Adds the lines that the block has now, not compressed; returns how many. Uses the processor.
   *
   * @param changed the ids that were written or deleted since
   * @param now the lines of those that are there
   */
  static int append(
      Buffer all, BlockStore.Content block, List<String> changed, Map<BlockStore.Key, String> now) {
    byte[] lines = plain(block.members());
    List<String> ids = split(Buffer.buffer(plain(block.ids())));
    Set<String> left = new TreeSet<>(changed);
    int rows = 0;
    int from = 0;
    int kept = 0; // the lines from there on are to be added
    for (String id : ids) {
      int end = end(lines, from);
      if (left.remove(id)) {
        all.appendBytes(lines, kept, from - kept);
        rows += appendLine(all, now.get(new BlockStore.Key(block.bucket(), id))) - 1;
        kept = end;
      }
      rows++;
      from = end;
    }
    if (from != lines.length) {
      throw new IllegalStateException(
          "The block of bucket %d from %s has not as many lines as ids"
              .formatted(block.bucket(), block.low()));
    }
    all.appendBytes(lines, kept, from - kept);
    for (String id : left) {
      rows += appendLine(all, now.get(new BlockStore.Key(block.bucket(), id)));
    }
    return rows;
  }

  private static int appendLine(Buffer all, String line) {
    if (line == null) {
      return 0;
    }
    all.appendString(line).appendByte(NEWLINE);
    return 1;
  }

  private static int end(byte[] lines, int from) {
    for (int i = from; i < lines.length; i++) {
      if (lines[i] == NEWLINE) {
        return i + 1;
      }
    }
    throw new IllegalStateException("A block has fewer lines than ids");
  }

  private static byte[] plain(Buffer gzipped) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped.getBytes()))) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException("A block is not a gzip file", broken);
    }
  }
}
