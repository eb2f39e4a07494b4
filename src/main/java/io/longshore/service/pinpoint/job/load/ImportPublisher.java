package io.longshore.service.pinpoint.job.load;

import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.service.pinpoint.job.ImportRequest;
import io.longshore.service.pinpoint.job.load.ShadowContainerStore.Filled;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Publishes an import's rows as endpoints of the app, members of a segment, or both, in one
 * transaction.
 */
final class ImportPublisher {

  private final EndpointImportStore rows;
  private final MergeStore merges = new MergeStore();
  private final ShadowContainerStore generations;
  private final ImportedSegment segment;

  ImportPublisher(
      EndpointImportStore rows, ShadowContainerStore generations, SegmentStore segments) {
    this.generations = generations;
    this.rows = rows;
    this.segment = new ImportedSegment(rows, segments);
  }

  /** The rows to publish, and those that are refused. */
  private record Rows(
      Transaction tx,
      Job job,
      ImportRequest request,
      EndpointMerge merge,
      List<UUID> loads,
      PublishRejections refusals) {

    UUID id() {
      return job.id().value();
    }

    String app() {
      return job.container();
    }

    MergeRows into(String container, boolean distributed) {
      return new MergeRows(tx, id(), loads, container, merge, refusals, distributed);
    }
  }

  /** Publishes nothing when the app was deleted. */
  Future<Outcome.Done> run(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {
    Rows all = new Rows(tx, job, request, merge, loads, new PublishRejections());
    return generations
        .find(tx, all.id(), loads)
        .compose(own -> own.isPresent() ? generation(all, own.get()) : staged(all))
        .compose(done -> told(all))
        .compose(
            done ->
                generations
                    .forget(tx, all.id())
                    .compose(gone -> rows.clear(tx, all.id()))
                    .map(done));
  }

  private Future<Void> staged(Rows all) {
    return rows.hold(all.tx(), all.app())
        .compose(
            container ->
                container.isEmpty() ? Future.succeededFuture() : staged(all, container.get()));
  }

  private Future<Void> staged(Rows all, String container) {
    return rows.isDistributed()
        .compose(distributed -> published(all, all.into(container, distributed)));
  }

  private Future<Void> published(Rows all, MergeRows merging) {
    return registered(all, merging)
        .compose(
            done ->
                all.request().define()
                    ? rows.refuseUnknownUsers(merging)
                        .compose(told -> rows.keepMembers(merging, all.job().id().toString()))
                        .compose(size -> define(all, merging.container(), size))
                    : Future.succeededFuture());
  }

  private Future<Void> registered(Rows all, MergeRows merging) {
    return all.request().register()
        ? rows.close(merging, all.app()).compose(closed -> merges.register(merging))
        : Future.succeededFuture();
  }

  /** Gives the app the container, or its rows, if the app got endpoints since the load began. */
  private Future<Void> generation(Rows all, Filled filled) {
    UUID load = all.loads().get(0);
    String own = filled.container();
    return rows.isDistributed()
        .compose(
            distributed ->
                ImportUserAttributeStore.filled(
                    all.tx(), load, filled, all.refusals(), distributed))
        .compose(shared -> generations.hold(all.tx(), all.app()))
        .compose(
            there ->
                there ? kept(all, own) : generations.remove(all.tx(), own).map(Optional.empty()))
        .compose(
            size ->
                size.isEmpty()
                    ? Future.succeededFuture()
                    : generations
                        .flip(all.tx(), all.app(), own)
                        .compose(
                            flipped ->
                                flipped ? define(all, own, size.get()) : merged(all, own, load)));
  }

  /** Stores the members of a segment before calls have to wait; returns their number. */
  private Future<Optional<Integer>> kept(Rows all, String own) {
    return all.request().define()
        ? generations.keepMembers(all.tx(), own, all.job().id().toString()).map(Optional::of)
        : Future.succeededFuture(Optional.of(0));
  }

  private Future<Void> define(Rows all, String container, int size) {
    return all.request().define()
        ? segment.define(all.tx(), all.job(), all.request(), container, size, all.refusals())
        : Future.succeededFuture();
  }

  private Future<Void> merged(Rows all, String own, UUID load) {
    return rows.removeMembers(all.tx(), all.job().id().toString())
        .compose(gone -> generations.stage(all.tx(), all.id(), load, own))
        .compose(done -> staged(all));
  }

  private Future<Outcome.Done> told(Rows all) {
    return generations
        .files(all.tx(), all.id())
        .map(
            files ->
                new Outcome.Done(
                    0,
                    all.refusals().count(),
                    all.refusals().told(files, all.request().definition().getString("S3Url"))));
  }
}
