package io.longshore.transfer.trial;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Counts the bytes that are read from an object. */
final class MeteredRead implements ObjectRead {

  private final ObjectRead read;
  private long bytes;

  MeteredRead(ObjectRead read) {
    this.read = read;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public long size() {
    return read.size();
  }

  @Override
  public String etag() {
    return read.etag();
  }

  @Override
  public Future<Optional<Buffer>> next() {
    return read.next().onSuccess(some -> some.ifPresent(got -> bytes += got.length()));
  }

  @Override
  public void close() {
    read.close();
  }
}
