package io.longshore.transfer.dryrun;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Tells the bytes that are read from an object. */
public final class MeteredRead implements ObjectRead {

  private final ObjectRead read;
  private final LongConsumer meter;

  public MeteredRead(ObjectRead read, LongConsumer meter) {
    this.read = read;
    this.meter = meter;
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
    return read.next().onSuccess(some -> some.ifPresent(got -> meter.accept(got.length())));
  }

  @Override
  public void close() {
    read.close();
  }
}
