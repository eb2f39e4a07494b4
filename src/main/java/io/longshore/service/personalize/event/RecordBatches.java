package io.longshore.service.personalize.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.async.BatchLimits;
import io.longshore.async.BatchMeter;
import io.longshore.async.BatchOutcome;
import io.longshore.async.BatchWork;
import io.longshore.async.Batcher;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.event.RecordBatches.Dataset;
import io.longshore.service.personalize.event.RecordBatches.Put;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.resource.Refusal;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Stores the items, users and actions of calls that arrive at the same time together: the calls of
 * a dataset share the statements that find it and write the records, and the commit.
 */
final class RecordBatches implements BatchWork<Dataset, Put, Void> {

  private static final BatchLimits LIMITS =
      new BatchLimits(100, 1 << 20, 1 << 10, Duration.ofSeconds(10));

  private final StreamTargets targets;
  private final RecordStore records;
  private final Batcher<Dataset, Put, Void> batcher;

  RecordBatches(StreamTargets targets, RecordStore records, BatchMeter meter) {
    this.targets = targets;
    this.records = records;
    this.batcher = new Batcher<>("records", this, LIMITS, meter, System::nanoTime);
  }

  /** A dataset as calls name it. */
  record Dataset(String account, String region, String arn, DatasetType type) {}

  /**
   * The records of a call.
   *
   * @param made makes them, or throws a refusal
   */
  record Put(Call call, int characters, Function<Target, List<DataRecord>> made) {}

  Future<Void> put(
      Call call,
      String arn,
      DatasetType type,
      int characters,
      Function<Target, List<DataRecord>> made) {
    Dataset dataset = new Dataset(call.principal().account(), call.principal().region(), arn, type);
    return batcher.submit(dataset, new Put(call, characters, made));
  }

  @Override
  public Future<List<BatchOutcome<Void>>> together(Dataset dataset, List<Put> batch) {
    return targets
        .dataset(batch.get(0).call().principal(), dataset.arn(), dataset.type())
        .compose(
            target -> {
              List<DataRecord> all = new ArrayList<>();
              List<BatchOutcome<Void>> outcomes = new ArrayList<>();
              for (Put put : batch) {
                try {
                  all.addAll(put.made().apply(target));
                  outcomes.add(BatchOutcome.done(null));
                } catch (ApiError refusal) {
                  outcomes.add(BatchOutcome.failed(refusal));
                }
              }
              return stored(target, all).map(outcomes);
            });
  }

  private Future<Void> stored(Target target, List<DataRecord> all) {
    return all.isEmpty()
        ? Future.succeededFuture()
        : records
            .put(target.dataset(), target.schema(), all)
            .map(Refusal.unless(() -> target.dataset().inUse("is being changed")))
            .mapEmpty();
  }

  /** Refusals that concern one call do not fail a batch. */
  @Override
  public boolean isOfAll(Throwable failure) {
    return failure instanceof ApiError || TransientErrors.isOutage(failure);
  }

  @Override
  public int weight(Put put) {
    return put.characters();
  }
}
