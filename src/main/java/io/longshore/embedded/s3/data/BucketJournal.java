package io.longshore.embedded.s3.data;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What became of a bucket, line after line: each is one change, whole or not at all. A line that
 * was cut by a kill ends what is read, and is cut off.
 */
final class BucketJournal implements AutoCloseable {

  private final Path file;
  private FileChannel out;
  private long lines;

  BucketJournal(Path file) {
    this.file = file;
  }

  long lines() {
    return lines;
  }

  /** Reads all changes, in order. To be called once, before any is written. */
  void read(Consumer<JsonObject> change) throws IOException {
    long whole = 0;
    if (Files.exists(file)) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          change.accept(new JsonObject(line));
          whole += line.getBytes(StandardCharsets.UTF_8).length + 1L;
          lines++;
        }
      } catch (DecodeException cut) {
        lines = Math.max(lines, 1);
      }
    }
    out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    out.truncate(Math.min(whole, out.size()));
    out.position(out.size());
  }

  void write(JsonObject change) {
    ByteBuffer line = ByteBuffer.wrap((change.encode() + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      long before = out.position();
      try {
        while (line.hasRemaining()) {
          out.write(line);
        }
        lines++;
      } catch (IOException failure) {
        out.truncate(before); // half a line would hide all that follow
        throw failure;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Puts these changes in the place of all that were written. */
  void replace(Stream<JsonObject> changes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    lines = 0;
    try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
      for (JsonObject change : (Iterable<JsonObject>) changes::iterator) {
        writer.write(change.encode());
        writer.write('\n');
        lines++;
      }
    }
    out.close();
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
