package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.engine.store.RunningTaskStore;
import io.longshore.service.pinpoint.block.BlockBuilder.Result;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.Encoding;
import io.longshore.transfer.write.Exporter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the blocks that exports requested, in every replica: for a while in each period, and only
 * while no task runs, unless they were requested long ago. Deletes blocks that are no app's, and
 * those of apps that change much, whose changes need not be recorded then.
 */
public final class BlockUpkeep extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(BlockUpkeep.class);

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration REBUILT_AFTER = Duration.ofMinutes(10);
  private static final Duration CLEANED_EVERY = Duration.ofMinutes(1);

  private final Postgres postgres;
  private final Encoding encoding;
  private final boolean build;
  private final BlockMeter meter;
  private BlockBuilder builder;
  private long cleaned = System.nanoTime();

  /**
   * @param encoding as exports compress their rows
   * @param build false to delete all blocks
   */
  public BlockUpkeep(
      Postgres postgres,
      Encoding encoding,
      boolean build,
      BlockMeter meter,
      RandomGenerator random) {
    super(EVERY, random);
    this.postgres = postgres;
    this.encoding = encoding;
    this.build = build;
    this.meter = meter;
  }

  @Override
  public Future<?> start() {
    builder = new BlockBuilder(Exporter.workers(vertx), postgres, encoding, REBUILT_AFTER, meter);
    return super.start();
  }

  @Override
  protected Future<?> runOnce() {
    return BlockStore.recordsChanges(postgres.work())
        .compose(
            records ->
                records
                    ? cleanedUp().compose(cleaned -> build ? built() : Future.succeededFuture())
                    : Future.succeededFuture());
  }

  private Future<Void> built() {
    long end = System.nanoTime() + AT_ONCE.toNanos();
    return BlockRequestStore.mark(postgres)
        .compose(
            marked ->
                AsyncLoop.whileTrue(
                    () -> System.nanoTime() - end < 0 ? step() : Future.succeededFuture(false)));
  }

  /** Builds one hash bucket; whether to go on. */
  private Future<Boolean> step() {
    return BlockRequestStore.next(postgres, PATIENCE)
        .compose(
            requested ->
                requested.isEmpty()
                    ? Future.succeededFuture(false)
                    : mayWork(requested.get())
                        .compose(
                            may -> may ? built(requested.get()) : Future.succeededFuture(false)));
  }

  private Future<Boolean> built(BlockRequestStore.Requested requested) {
    return builder
        .build(requested)
        .transform(
            built ->
                built.succeeded() && built.result() != Result.TOO_EARLY
                    ? Future.succeededFuture(built.result() == Result.DONE)
                    : BlockRequestStore.postpone(postgres, requested.container())
                        .compose(
                            later ->
                                built.succeeded()
                                    ? Future.succeededFuture(false)
                                    : Future.failedFuture(built.cause())));
  }

  private Future<Boolean> mayWork(BlockRequestStore.Requested requested) {
    return requested.urgent()
        ? Future.succeededFuture(true)
        : RunningTaskStore.isAny(postgres).map(running -> !running);
  }

  private Future<Void> cleanedUp() {
    if (System.nanoTime() - cleaned < CLEANED_EVERY.toNanos()) {
      return Future.succeededFuture();
    }
    cleaned = System.nanoTime();
    return new UselessBlocks(postgres, build, meter).drop();
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Blocks of endpoints could not be built yet");
  }
}
