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
  private final GenerationStore generations;
  private final SegmentStore segments;

  ImportSwitch(ImportStore rows, GenerationStore generations, SegmentStore segments) {
    this.generations = generations;
    this.rows = rows;
    this.segments = segments;
  }

  /** What a segment keeps of the rows: how many members it has, and of which channels. */
  private interface Members {

    Future<Integer> keep(String members);

    Future<JsonObject> channels();
  }

  /** Makes nothing visible when the app is gone: nobody can see the job any more. */
  Future<Void> run(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {
    Rows staged = new Rows(tx, job, request, merge, loads);
    return generations
        .find(tx, job.id().value(), loads)
        .compose(own -> own.isPresent() ? generation(staged, own.get()) : staged(staged))
        .compose(done -> generations.forget(tx, job.id().value()))
        .compose(done -> rows.clear(tx, job.id().value()));
  }

  private record Rows(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {

    UUID id() {
      return job.id().value();
    }
  }

  private Future<Void> staged(Rows all) {
    return rows.hold(all.tx(), all.job().container())
        .compose(
            container ->
                container.isEmpty()
                    ? Future.succeededFuture()
                    : registered(all, container.get())
                        .compose(done -> defined(all, stagedMembers(all, container.get()))));
  }

  private Future<Void> registered(Rows all, String container) {
    return all.request().register()
        ? rows.register(all.tx(), all.id(), all.loads(), container, all.merge())
        : Future.succeededFuture();
  }

  /** The app gets the container; or its rows, if others brought endpoints since it was begun. */
  private Future<Void> generation(Rows all, String own) {
    Transaction tx = all.tx();
    String app = all.job().container();
    return generations
        .hold(tx, app)
        .compose(
            there ->
                there
                    ? defined(all, members(all, own))
                        .compose(done -> generations.flip(tx, app, own))
                        .compose(flipped -> flipped ? Future.succeededFuture() : merged(all, own))
                    : generations.remove(tx, own));
  }

  private Future<Void> merged(Rows all, String own) {
    return generations
        .stage(all.tx(), all.id(), all.loads().get(0), own)
        .compose(done -> rows.hold(all.tx(), all.job().container()))
        .compose(container -> registered(all, container.orElseThrow()));
  }

  private Members stagedMembers(Rows all, String container) {
    return new Members() {
      @Override
      public Future<Integer> keep(String members) {
        return rows.keepMembers(all.tx(), all.id(), all.loads(), members, container);
      }

      @Override
      public Future<JsonObject> channels() {
        return rows.channels(all.tx(), all.id(), all.loads());
      }
    };
  }

  private Members members(Rows all, String own) {
    return new Members() {
      @Override
      public Future<Integer> keep(String members) {
        return generations.keepMembers(all.tx(), own, members);
      }

      @Override
      public Future<JsonObject> channels() {
        return generations.channels(all.tx(), own);
      }
    };
  }

  private Future<Void> defined(Rows all, Members found) {
    if (!all.request().define()) {
      return Future.succeededFuture();
    }
    Job job = all.job();
    String members = job.id().toString();
    return found
        .keep(members)
        .compose(
            size ->
                found.channels().map(counts -> definition(all.request(), counts, size, members)))
        .compose(imported -> versioned(all, imported));
  }

  private Future<Void> versioned(Rows all, JsonObject imported) {
    Job job = all.job();
    ImportRequest request = all.request();
    String segment = job.subject().orElseThrow();
    return segments
        .addVersion(
            all.tx(),
            job.container(),
            segment,
            newest -> Future.succeededFuture(next(newest, job, request, imported)))
        .compose(
            added ->
                added.isPresent() || request.segmentId().isPresent()
                    ? Future.succeededFuture(added.isPresent())
                    : segments.insert(all.tx(), first(job, segment, request, imported)))
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
