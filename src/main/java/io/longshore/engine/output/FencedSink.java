package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.job.Lease;
import io.longshore.job.Outputs;
import io.longshore.job.Outputs.Copy;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Copied;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/**
 * Bytes on their way into a multipart upload: parts of 8 MiB, two under way at once. The first
 * failure stays: after it the upload can only be aborted, so a part that is missing is never sealed
 * over.
 */
final class FencedSink implements Outputs.Sink {

  static final int PART_BYTES = 8 << 20;

  /** Every so many parts are twice as large, for S3 takes no more than 10,000 of an object. */
  private static final int PARTS_OF_ONE_SIZE = 4096;

  private static final int PARTS_UNDER_WAY = 2;

  /** These take no memory. */
  private static final int COPIES_UNDER_WAY = 4;

  private final ObjectStore store;
  private final Upload upload;
  private final UUID token;
  private final LeaseKeeper hold;
  private final OutputStore outputs;
  private final Lease lease;
  private final LongConsumer sent;
  private final Deque<Future<Void>> underWay = new ArrayDeque<>();
  private final List<Part> parts = new ArrayList<>();
  private Buffer pending = Buffer.buffer();
  private int nextNumber = 1;
  private Optional<CopyPartPlan> copied = Optional.empty();
  private Throwable failure;
  private boolean sealed;

  FencedSink(
      ObjectStore store,
      Upload upload,
      UUID token,
      LeaseKeeper hold,
      OutputStore outputs,
      Lease lease,
      LongConsumer sent) {
    this.store = store;
    this.upload = upload;
    this.token = token;
    this.hold = hold;
    this.outputs = outputs;
    this.lease = lease;
    this.sent = sent;
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    if (sealed) {
      return Future.failedFuture(new IllegalStateException("The object is sealed"));
    }
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    AtomicInteger taken = new AtomicInteger();
    return AsyncLoop.whileTrue(() -> take(bytes, taken)).compose(all -> live());
  }

  @Override
  public Future<Void> copy(Copy copy) {
    if (sealed || nextNumber > 1 || pending.length() > 0) {
      return Future.failedFuture(new IllegalStateException("A copy is the whole of an object"));
    }
    copied = Optional.of(new CopyPartPlan(copy));
    return AsyncLoop.whileTrue(() -> copyNext(copied.get())).compose(all -> live());
  }

  private Future<Boolean> copyNext(CopyPartPlan all) {
    return nextNumber > all.count()
        ? Future.succeededFuture(false)
        : begin(COPIES_UNDER_WAY, number -> part(all, number)).map(true);
  }

  private Future<Void> part(CopyPartPlan all, int number) {
    Source source = all.part(number);
    return acknowledged(
        store.copyPart(upload, number, source).onSuccess(all::made).map(Copied::part),
        source.range().orElseThrow().length());
  }

  @Override
  public Future<Void> seal(long rows, String sha256) {
    return whole(rows, sha256)
        .compose(whole -> outputs.seal(lease, token, whole))
        .compose(hold::granted)
        .onSuccess(granted -> sealed = true);
  }

  /** All parts are there; for the caller to write down. */
  Future<OutputStore.Sealed> whole(long rows, String sha256) {
    return lastPart()
        .compose(sent -> Future.join(List.copyOf(underWay)))
        .compose(all -> live())
        .compose(
            live ->
                copied
                    .flatMap(parts -> parts.fault(upload.toString()))
                    .map(Future::<OutputStore.Sealed>failedFuture)
                    .orElseGet(() -> Future.succeededFuture(sealed(rows, sha256))));
  }

  boolean isSealed() {
    return sealed;
  }

  /** Revokes the upload, unless it is sealed and so may be wanted. */
  Future<Void> abandon() {
    if (sealed) {
      return Future.succeededFuture();
    }
    failed(new IllegalStateException("The object was abandoned"));
    return store.abortUpload(upload);
  }

  /**
   * Appends bytes to the current part, and sends the part when it is full. Parts are filled
   * exactly, so that no byte is copied twice.
   *
   * @return whether the part was full
   */
  private Future<Boolean> take(Buffer bytes, AtomicInteger taken) {
    int full = partBytes(nextNumber);
    int from = taken.get();
    int length = Math.min(bytes.length() - from, full - pending.length());
    pending.appendBuffer(bytes, from, length);
    taken.addAndGet(length);
    if (pending.length() < full) {
      return Future.succeededFuture(false);
    }
    Buffer part = pending;
    pending = Buffer.buffer();
    return send(part).map(true);
  }

  static int partBytes(int number) {
    return PART_BYTES << (number - 1) / PARTS_OF_ONE_SIZE;
  }

  /** An empty object is one empty part: S3 has no upload without parts. */
  private Future<Void> lastPart() {
    if (pending.length() == 0 && nextNumber > 1) {
      return live();
    }
    Buffer part = pending;
    pending = Buffer.buffer();
    return send(part);
  }

  /** Starts a part; completes when another may be started. */
  private Future<Void> send(Buffer part) {
    return begin(
        PARTS_UNDER_WAY,
        number -> acknowledged(store.uploadPart(upload, number, part), part.length()));
  }

  private Future<Void> begin(int atOnce, IntFunction<Future<Void>> part) {
    return live()
        .compose(
            live -> {
              underWay.add(part.apply(nextNumber++));
              return underWay.size() < atOnce ? Future.succeededFuture() : underWay.remove();
            });
  }

  private Future<Void> acknowledged(Future<Part> answer, long length) {
    return answer
        .onSuccess(parts::add)
        .onSuccess(done -> sent.accept(length))
        .onFailure(this::failed)
        .mapEmpty();
  }

  private Future<Void> live() {
    return failure == null ? hold.check() : Future.failedFuture(failure);
  }

  private void failed(Throwable first) {
    if (failure == null) {
      failure = first;
    }
  }

  private OutputStore.Sealed sealed(long rows, String sha256) {
    List<Part> ordered = parts.stream().sorted(Comparator.comparingInt(Part::number)).toList();
    long size = ordered.stream().mapToLong(Part::size).sum();
    return new OutputStore.Sealed(ordered, size, rows, sha256);
  }
}
