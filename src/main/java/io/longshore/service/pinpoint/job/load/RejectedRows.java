package io.longshore.service.pinpoint.job.load;

import io.longshore.job.Outputs;
import io.longshore.job.Outputs.Sink;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.write.ObjectDigest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Writes the rejected rows of a file as JSON lines of File, Line and Reason to the piece's object,
 * which is created with the first of them.
 */
final class RejectedRows {

  private final Outputs outputs;
  private final String file;
  private final boolean kept;
  private final ObjectDigest digest = new ObjectDigest();
  private Sink sink;
  private long rows;
  private long known;

  /**
   * @param file its S3 URL
   * @param kept whether the piece has an object for them
   */
  RejectedRows(Outputs outputs, String file, boolean kept) {
    this.outputs = outputs;
    this.file = file;
    this.kept = kept;
  }

  /**
   * Called when the file is read again from its beginning; rows that were written are not written
   * again.
   */
  void again() {
    known = rows;
  }

  /** Must not be called before the last call has completed. */
  Future<Void> add(List<MalformedRow> all) {
    int told = (int) Math.min(known, all.size());
    known -= told;
    List<MalformedRow> bad = all.subList(told, all.size());
    if (!kept || bad.isEmpty()) {
      return Future.succeededFuture();
    }
    Buffer lines = Buffer.buffer();
    for (MalformedRow row : bad) {
      JsonObject line =
          new JsonObject().put("File", file).put("Line", row.line()).put("Reason", row.reason());
      lines.appendString(line.encode()).appendString("\n");
    }
    digest.update(lines.getBytes());
    rows += bad.size();
    return open().compose(to -> to.write(lines));
  }

  private Future<Sink> open() {
    return sink == null
        ? outputs.open().onSuccess(opened -> sink = opened)
        : Future.succeededFuture(sink);
  }

  /** Seals the object, if there is one. */
  Future<Void> end() {
    return sink == null ? Future.succeededFuture() : sink.seal(rows, digest.hex());
  }
}
