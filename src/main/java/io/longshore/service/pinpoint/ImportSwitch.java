package io.longshore.service.pinpoint;

import io.longshore.job.Job;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes an import's rows endpoints of the app, members of a segment, or both, in a transaction. */
final class ImportSwitch {

  private final ImportStore rows;
  private final SegmentStore segments;

  ImportSwitch(ImportStore rows, SegmentStore segments) {
    this.rows = rows;
    this.segments = segments;
  }

  /** Does nothing when the app is gone: nobody can see the job any more. */
  Future<Void> run(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {
    UUID id = job.id().value();
    return rows.hold(tx, job.container())
        .compose(
            there ->
                there && request.register()
                    ? rows.register(tx, id, loads, merge).map(true)
                    : Future.succeededFuture(there))
        .compose(
            there ->
                there && request.define()
                    ? define(tx, job, request, loads)
                    : Future.succeededFuture())
        .compose(done -> rows.clear(tx, id));
  }

  private Future<Void> define(Transaction tx, Job job, ImportRequest request, List<UUID> loads) {
    String members = job.id().toString();
    return rows.keepMembers(tx, job.id().value(), loads, members, job.container())
        .compose(
            size ->
                rows.channels(tx, job.id().value(), loads)
                    .map(counts -> definition(request, counts, size, members)))
        .compose(
            imported -> {
              String segment = job.subject().orElseThrow();
              return segments
                  .addVersion(
                      tx,
                      job.container(),
                      segment,
                      newest -> Future.succeededFuture(next(newest, job, request, imported)))
                  .compose(
                      added ->
                          added.isPresent() || request.segmentId().isPresent()
                              ? Future.succeededFuture(added.isPresent())
                              : segments.insert(tx, first(job, segment, request, imported)));
            })
        .mapEmpty();
  }

  /** Pinpoint's SegmentImportResource, and where the members are. */
  private static JsonObject definition(
      ImportRequest request, JsonObject counts, int size, String members) {
    JsonObject asked = request.definition();
    return new JsonObject()
        .put("ChannelCounts", counts)
        .put("ExternalId", asked.getString("ExternalId", ""))
        .put("Format", asked.getString("Format"))
        .put("RoleArn", asked.getString("RoleArn"))
        .put("S3Url", asked.getString("S3Url"))
        .put("Size", size)
        .put(Segment.MEMBERS, members);
  }

  private static Segment next(Segment newest, Job job, ImportRequest request, JsonObject imported) {
    return new Segment(
        newest.app(),
        newest.id(),
        newest.version() + 1,
        request.segmentName().or(newest::name),
        Optional.empty(),
        Optional.empty(),
        Optional.of(imported),
        newest.tags(),
        newest.createdAt(),
        created(job));
  }

  private static Segment first(
      Job job, String segment, ImportRequest request, JsonObject imported) {
    return new Segment(
        job.container(),
        segment,
        1,
        request.segmentName(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(imported),
        new JsonObject(),
        created(job),
        created(job));
  }

  private static Instant created(Job job) {
    return Instant.ofEpochMilli(job.createdAt().toEpochMilli());
  }
}
