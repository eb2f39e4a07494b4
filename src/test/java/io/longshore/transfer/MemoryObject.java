package io.longshore.transfer;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/** An object in memory that is read in slices; without content, an endless one. */
public class MemoryObject implements ObjectRead {

  private final byte[] content;
  private final int cut;
  private int given;

  public MemoryObject(byte[] content, int cut) {
    this.content = content;
    this.cut = cut;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public String etag() {
    return "e";
  }

  @Override
  public Future<Optional<Buffer>> next() {
    if (content == null) {
      given += cut;
      return Future.succeededFuture(Optional.of(Buffer.buffer("x".repeat(cut))));
    }
    if (given == content.length) {
      return Future.succeededFuture(Optional.empty());
    }
    int end = Math.min(content.length, given + cut);
    Buffer some = Buffer.buffer(Arrays.copyOfRange(content, given, end));
    given = end;
    return Future.succeededFuture(Optional.of(some));
  }

  @Override
  public void close() {}

  /** How many bytes have been read. */
  public int given() {
    return given;
  }
}
