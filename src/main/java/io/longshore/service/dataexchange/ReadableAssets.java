package io.longshore.service.dataexchange;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Job;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an export may read at the time it runs; grants end and revisions are revoked meanwhile. */
final class ReadableAssets {

  private static final int PAGE = 1000;

  private final DataSetStore sets;
  private final RevisionStore revisions;
  private final AssetStore assets;
  private final Verdict verdict;

  /** A revision as the job's owner sees it. */
  record Seen(DataSet set, Revision revision) {}

  ReadableAssets(Postgres postgres, Verdict verdict) {
    this.sets = new DataSetStore(postgres);
    this.revisions = new RevisionStore(postgres);
    this.assets = new AssetStore(postgres);
    this.verdict = verdict;
  }

  /** The job's revision; refuses the job when it cannot be read. */
  Future<Seen> revision(Job job) {
    Work work = Work.of(job);
    return sets.find(job.account(), job.region(), work.dataSet())
        .compose(
            set ->
                set.isEmpty()
                    ? verdict.refuse(job, gone(ResourceType.DATA_SET, work.dataSet()))
                    : revision(job, set.get(), work.revision()));
  }

  private Future<Seen> revision(Job job, DataSet set, String id) {
    return revisions
        .find(set, id)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return verdict.refuse(job, gone(ResourceType.REVISION, id));
              }
              return found.get().isRevoked()
                  ? verdict.refuse(
                      job,
                      JobError.denied("The revision is revoked").about(ResourceType.REVISION, id))
                  : Future.succeededFuture(new Seen(set, found.get()));
            });
  }

  /** All assets of the revision. */
  Future<List<Asset>> assets(Seen seen) {
    List<Asset> all = new ArrayList<>();
    return AsyncLoop.whileMore(
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

  /** Those assets by their ids; refuses the job when one is gone. */
  Future<Map<String, Asset>> assets(Job job, Seen seen, List<String> ids) {
    return assets
        .findAll(seen.revision().id(), ids)
        .compose(
            found ->
                ids.stream()
                    .filter(id -> !found.containsKey(id))
                    .findFirst()
                    .map(
                        id -> verdict.<Map<String, Asset>>refuse(job, gone(ResourceType.ASSET, id)))
                    .orElse(Future.succeededFuture(found)));
  }

  private static JobError gone(ResourceType type, String id) {
    return JobError.notFound(type, id, "It is not there any more");
  }
}
