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
 * The journal of a bucket's changes: a file with one JSON object per line. Reading ends at an
 * incomplete line, which a killed process may leave, and truncates the file there.
 */
final class BucketJournal implements AutoCloseable {

  private final Path file;
  private FileChannel channel;
  private long lineCount;

  BucketJournal(Path file) {
    this.file = file;
  }

  long lineCount() {
    return lineCount;
  }

  /** Reads all changes in order. Must be called once, before the first write. */
  void read(Consumer<JsonObject> change) throws IOException {
    long validBytes = 0;
    if (Files.exists(file)) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          change.accept(new JsonObject(line));
          validBytes += line.getBytes(StandardCharsets.UTF_8).length + 1L;
          lineCount++;
        }
      } catch (DecodeException incomplete) {
        lineCount = Math.max(lineCount, 1);
      }
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(Math.min(validBytes, channel.size()));
    channel.position(channel.size());
  }

  void write(JsonObject change) {
    ByteBuffer line = ByteBuffer.wrap((change.encode() + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      long previousEnd = channel.position();
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
        lineCount++;
      } catch (IOException failure) {
        channel.truncate(previousEnd); // an incomplete line would hide the lines after it
        throw failure;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Replaces the contents of the journal. */
  void replace(Stream<JsonObject> changes) throws IOException {
    Path newFile = file.resolveSibling(file.getFileName() + ".new");
    lineCount = 0;
    try (BufferedWriter writer = Files.newBufferedWriter(newFile)) {
      for (JsonObject change : (Iterable<JsonObject>) changes::iterator) {
        writer.write(change.encode());
        writer.write('\n');
        lineCount++;
      }
    }
    channel.close();
    Files.move(newFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
