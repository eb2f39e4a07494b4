package io.longshore.transfer.parquet;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Source;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.LongConsumer;

/**
 * An object of S3. Each read is a request of its own, because S3 closes connections that wait while
 * other columns are read.
 */
public final class StoredFile implements RangedFile {

  private final ObjectStore store;
  private final Source source;
  private final long size;
  private final LongConsumer meter;

  /**
   * @param source pinned to a version
   * @param meter told the number of bytes of each read
   */
  public StoredFile(ObjectStore store, Source source, long size, LongConsumer meter) {
    this.store = store;
    this.source = source;
    this.size = size;
    this.meter = meter;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Future<Buffer> read(long first, int length) {
    Buffer bytes = Buffer.buffer(length);
    return store
        .read(source.bytes(first, first + length - 1))
        .compose(
            read ->
                AsyncLoop.whileTrue(
                        () ->
                            read.next()
                                .map(
                                    some -> {
                                      some.ifPresent(bytes::appendBuffer);
                                      return some.isPresent();
                                    }))
                    .onComplete(done -> read.close()))
        .map(
            done -> {
              meter.accept(bytes.length());
              return bytes;
            });
  }
}
