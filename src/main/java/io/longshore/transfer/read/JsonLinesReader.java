package io.longshore.transfer.read;

import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.read.RowDecoder.BadRecord;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Reads files with a JSON object in each line, gzipped or not. Empty lines are skipped. */
public final class JsonLinesReader {

  private JsonLinesReader() {}

  /**
   * @param name the file's name in messages, for example {@code s3://bucket/key}
   */
  public static RowReader<JsonObject> of(
      Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    return new TextRowReader<>(
        vertx, file, name, new RowDecoder<>(limits, Optional.empty(), JsonLinesReader::row));
  }

  static Optional<JsonObject> row(String line) throws BadRecord {
    try {
      return Optional.of(new JsonObject(line));
    } catch (DecodeException | ClassCastException wrong) {
      throw new BadRecord("not a JSON object");
    }
  }
}
