package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.transition.UploadStore;
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
 * Writes bytes into a multipart upload, in parts of 8 MiB of which two are in flight at once. After
 * the first failure every call fails and the upload can only be aborted, so an object with a
 * missing part is never sealed.
 */
final class FencedSink implements Outputs.Sink {

  static final int PART_BYTES = 8 << 20;

  /** After each such number of parts their size doubles, because S3 allows 10,000 parts only. */
  private static final int PARTS_OF_ONE_SIZE = 4096;

  private static final int PARTS_IN_FLIGHT = 2;

  /** Copies occupy no memory here. */
  private static final int COPIES_IN_FLIGHT = 4;

  private final ObjectStore store;
  private final Upload upload;
  private final UUID token;
  private final LeaseKeeper keeper;
  private final UploadStore uploads;
  private final Lease lease;
  private final LongConsumer sent;
  private final Deque<Future<Void>> inFlight = new ArrayDeque<>();
  private final List<Part> parts = new ArrayList<>();
  private Buffer pending = Buffer.buffer();
  private int nextNumber = 1;
  private long written;
  private Optional<CopyPartPlan> copied = Optional.empty();
  private Throwable failure;
  private boolean sealed;

  FencedSink(
      ObjectStore store,
      Upload upload,
      UUID token,
      LeaseKeeper keeper,
      UploadStore uploads,
      Lease lease,
      LongConsumer sent) {
    this.store = store;
    this.upload = upload;
    this.token = token;
    this.keeper = keeper;
    this.uploads = uploads;
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
      return Future.failedFuture(
          new IllegalStateException("A copy must be the only content of an object"));
    }
    copied = Optional.of(new CopyPartPlan(copy));
    return AsyncLoop.whileTrue(() -> copyNext(copied.get())).compose(all -> live());
  }

  private Future<Boolean> copyNext(CopyPartPlan all) {
    return nextNumber > all.count()
        ? Future.succeededFuture(false)
        : startPart(COPIES_IN_FLIGHT, number -> part(all, number)).map(true);
  }

  private Future<Void> part(CopyPartPlan all, int number) {
    Source source = all.part(number);
    long length = source.range().orElseThrow().length();
    return acknowledged(
        store
            .copyPart(upload, number, source)
            .onSuccess(all::add)
            .onSuccess(copied -> written += length)
            .map(Copied::part),
        length);
  }

  @Override
  public Future<Void> seal(long rows, String sha256) {
    return finish(rows, sha256)
        .compose(content -> uploads.seal(lease, token, content))
        .compose(keeper::requireWritten)
        .onSuccess(written -> sealed = true);
  }

  /** Sends the last part and awaits all of them; the caller records the content. */
  Future<UploadStore.Content> finish(long rows, String sha256) {
    return lastPart()
        .compose(sent -> Future.join(List.copyOf(inFlight)))
        .compose(all -> live())
        .compose(
            live ->
                copied
                    .flatMap(parts -> parts.mismatch(upload.toString()))
                    .map(Future::<UploadStore.Content>failedFuture)
                    .orElseGet(() -> Future.succeededFuture(content(rows, sha256))));
  }

  /** The bytes so far: of a copy those that S3 has copied, else also those that wait to be sent. */
  long written() {
    return written;
  }

  boolean isSealed() {
    return sealed;
  }

  /** Aborts the upload unless it is sealed. */
  Future<Void> abandon() {
    if (sealed) {
      return Future.succeededFuture();
    }
    failed(new IllegalStateException("The object was abandoned"));
    return store.abortUpload(upload);
  }

  /** Fills one part exactly, so that no bytes are copied twice; returns whether it is full. */
  private Future<Boolean> take(Buffer bytes, AtomicInteger taken) {
    int full = partBytes(nextNumber);
    int from = taken.get();
    int length = Math.min(bytes.length() - from, full - pending.length());
    pending.appendBuffer(bytes, from, length);
    written += length;
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

  /** Sends a part; completes when another one may be sent. */
  private Future<Void> send(Buffer part) {
    return startPart(
        PARTS_IN_FLIGHT,
        number -> acknowledged(store.uploadPart(upload, number, part), part.length()));
  }

  private Future<Void> startPart(int maxInFlight, IntFunction<Future<Void>> part) {
    return live()
        .compose(
            live -> {
              inFlight.add(part.apply(nextNumber++));
              return inFlight.size() < maxInFlight ? Future.succeededFuture() : inFlight.remove();
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
    return failure == null ? keeper.check() : Future.failedFuture(failure);
  }

  private void failed(Throwable first) {
    if (failure == null) {
      failure = first;
    }
  }

  private UploadStore.Content content(long rows, String sha256) {
    List<Part> ordered = parts.stream().sorted(Comparator.comparingInt(Part::number)).toList();
    long size = ordered.stream().mapToLong(Part::size).sum();
    return new UploadStore.Content(ordered, size, rows, sha256);
  }
}
