package io.longshore.operator.job;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads whole lines of an object from a byte on. Keeps the lines that are asked for, and a part.
 */
final class ObjectLines {

  private static final int MAX_LINE = 64 << 10;

  /**
   * A line without its line break.
   *
   * @param next where the next line begins in the object
   */
  record Line(String text, long next) {}

  private final ObjectRead object;
  private final int max;
  private final List<Line> lines = new ArrayList<>();
  private Buffer part = Buffer.buffer();
  private long position;

  private ObjectLines(ObjectRead object, long from, int max) {
    this.object = object;
    this.position = from;
    this.max = max;
  }

  /**
   * Reads lines, and closes the object. Fails if a line is longer than 64 KiB, or the last one has
   * no line break.
   *
   * @param object begins at a line
   * @param from the position of its first byte
   * @param max the most lines
   */
  static Future<List<Line>> read(ObjectRead object, long from, int max) {
    ObjectLines reader = new ObjectLines(object, from, max);
    return AsyncLoop.whileTrue(reader::step)
        .map(done -> reader.lines)
        .onComplete(done -> object.close());
  }

  private Future<Boolean> step() {
    return object.next().map(bytes -> bytes.map(this::take).orElseGet(this::end));
  }

  /** Takes the next bytes; returns whether more are wanted. */
  private boolean take(Buffer bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length() && lines.size() < max; i++) {
      if (bytes.getByte(i) == '\n') {
        part.appendBuffer(bytes, start, i - start);
        position += part.length() + 1;
        lines.add(new Line(part.toString(), position));
        part = Buffer.buffer();
        start = i + 1;
      }
    }
    if (lines.size() == max) {
      return false;
    }
    part.appendBuffer(bytes, start, bytes.length() - start);
    if (part.length() > MAX_LINE) {
      throw new IllegalStateException("A line is longer than " + MAX_LINE + " bytes");
    }
    return true;
  }

  private boolean end() {
    if (part.length() > 0) {
      throw new IllegalStateException("The last line has no line break");
    }
    return false;
  }
}
