package io.longshore.operator.job;

import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.operator.OperatorError;
import io.longshore.transfer.parquet.ParquetPreview;
import io.longshore.transfer.parquet.ParquetPreview.FirstRows;
import io.longshore.transfer.parquet.StoredFile;
import io.longshore.transfer.read.MalformedFile;
import io.longshore.transfer.read.TextPreview;
import io.longshore.transfer.read.TextPreview.FirstLines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Reads the beginnings of objects: lines of text, or rows of Parquet. The first bytes of an object
 * decide which it is.
 */
public final class OutputPreviews {

  private static final int MOST_LINES = 100;
  private static final int MOST_BYTES = 64 * 1024;
  private static final String PARQUET = "PAR1";

  private final ParquetPreview parquet;

  public OutputPreviews(Vertx vertx) {
    this.parquet = new ParquetPreview(vertx, MOST_LINES, MOST_BYTES);
  }

  /** The members of a PreviewOutputResponse. */
  Future<JsonObject> read(ObjectStore store, String bucket, String key) {
    Source source = Source.of(bucket, key);
    return store
        .read(source)
        .compose(file -> file.next().compose(first -> read(store, source, file, first)))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private Future<JsonObject> read(
      ObjectStore store, Source source, ObjectRead file, Optional<Buffer> first) {
    if (first.filter(OutputPreviews::isParquet).isEmpty()) {
      return TextPreview.read(file, first, MOST_LINES, MOST_BYTES).map(OutputPreviews::lines);
    }
    long size = file.size();
    Source pinned = source.pinned(file.etag());
    file.close();
    String name = "s3://" + source.bucket() + "/" + source.key();
    return parquet
        .read(new StoredFile(store, pinned, size, read -> {}), name)
        .map(OutputPreviews::rows);
  }

  private static boolean isParquet(Buffer first) {
    return first.length() >= PARQUET.length()
        && first.getString(0, PARQUET.length()).equals(PARQUET);
  }

  private static JsonObject lines(FirstLines first) {
    return new JsonObject()
        .put("Lines", new JsonArray(first.lines()))
        .put("Truncated", first.truncated());
  }

  private static JsonObject rows(FirstRows first) {
    JsonArray columns = new JsonArray();
    first
        .columns()
        .forEach(
            column ->
                columns.add(
                    new JsonObject()
                        .put("Name", column.name())
                        .put("Type", column.type())
                        .put("IsShown", column.isShown())));
    JsonObject rows =
        new JsonObject()
            .put("Lines", new JsonArray(first.rows()))
            .put("Truncated", first.truncated())
            .put("Columns", columns);
    first.remark().ifPresent(remark -> rows.put("Remark", remark));
    return rows;
  }

  private static Throwable refusal(Throwable failure) {
    if (failure instanceof PermanentFailure) {
      return OperatorError.CONFLICT.because(failure.getMessage());
    }
    boolean expected =
        failure instanceof MalformedFile
            || failure instanceof ObjectStoreError error
                && error.kind() == ObjectStoreError.Kind.PERMANENT;
    return expected
        ? OperatorError.CONFLICT.because("The output cannot be read: " + failure.getMessage())
        : failure;
  }
}
