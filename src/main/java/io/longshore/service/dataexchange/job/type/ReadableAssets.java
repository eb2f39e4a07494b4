package io.longshore.service.dataexchange.job.type;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Job;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.asset.AssetStore;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.dataset.DataSetStore;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.JobError;
import io.longshore.service.dataexchange.revision.Revision;
import io.longshore.service.dataexchange.revision.RevisionStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The revisions and assets that an export may read while it runs: grants may end and revisions be
 * revoked meanwhile.
 */
final class ReadableAssets {

  private static final int PAGE = 1000;

  private final DataSetStore sets;
  private final RevisionStore revisions;
  private final AssetStore assets;
  private final DataJobFailures failures;

  /** A revision as the job's owner sees it. */
  record Seen(DataSet set, Revision revision) {}

  ReadableAssets(Postgres postgres, DataJobFailures failures) {
    this.sets = new DataSetStore(postgres);
    this.revisions = new RevisionStore(postgres);
    this.assets = new AssetStore(postgres);
    this.failures = failures;
  }

  /** The job's revision; refuses the job when it cannot be read. */
  Future<Seen> revision(Job job) {
    DataJobSpec work = DataJobSpec.of(job);
    return sets.find(job.account(), job.region(), work.dataSet())
        .compose(
            set ->
                set.isEmpty()
                    ? failures.refuse(job, gone(DataExchangeResourceType.DATA_SET, work.dataSet()))
                    : revision(job, set.get(), work.revision()));
  }

  private Future<Seen> revision(Job job, DataSet set, String id) {
    return revisions
        .find(set, id)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return failures.refuse(job, gone(DataExchangeResourceType.REVISION, id));
              }
              return found.get().isRevoked()
                  ? failures.refuse(
                      job,
                      JobError.denied("The revision is revoked")
                          .about(DataExchangeResourceType.REVISION, id))
                  : Future.succeededFuture(new Seen(set, found.get()));
            });
  }

  /** All assets of the revision. */
  Future<List<Asset>> assets(Seen seen) {
    List<Asset> all = new ArrayList<>();
    return AsyncLoop.whileTrue(
            () ->
                assets
                    .list(seen.revision().id(), after(all), PAGE)
                    .map(
                        page -> {
                          all.addAll(page);
                          return page.size() == PAGE;
                        }))
        .map(listed -> all);
  }

  private static Optional<AssetStore.Place> after(List<Asset> all) {
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(all.size() - 1))
            .map(last -> new AssetStore.Place(last.name(), last.id()));
  }

  /** The assets by their ids; refuses the job when one does not exist. */
  Future<Map<String, Asset>> assets(Job job, Seen seen, List<String> ids) {
    return assets
        .findAll(seen.revision().id(), ids)
        .compose(
            found ->
                ids.stream()
                    .filter(id -> !found.containsKey(id))
                    .findFirst()
                    .map(
                        id ->
                            failures.<Map<String, Asset>>refuse(
                                job, gone(DataExchangeResourceType.ASSET, id)))
                    .orElse(Future.succeededFuture(found)));
  }

  private static JobError gone(DataExchangeResourceType type, String id) {
    return JobError.notFound(type, id, "It is not there any more");
  }
}
