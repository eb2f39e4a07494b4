package io.longshore.service.pinpoint;

import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.service.pinpoint.MergeStore.Merging;
import io.longshore.service.pinpoint.MergeStore.Refused;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes an import's rows endpoints of the app, members of a segment, or both, in a transaction. */
final class ImportSwitch {

  private static final int MOST_REFUSALS = 100;

  private final ImportStore rows;
  private final MergeStore merges = new MergeStore();
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
  Future<Outcome.Done> run(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {
    Rows all = new Rows(tx, job, request, merge, loads);
    return generations
        .find(tx, all.id(), loads)
        .compose(own -> own.isPresent() ? generation(all, own.get()) : staged(all))
        .compose(refused -> told(all, refused))
        .compose(
            done ->
                generations
                    .forget(tx, all.id())
                    .compose(gone -> rows.clear(tx, all.id()))
                    .map(done));
  }

  private record Rows(
      Transaction tx, Job job, ImportRequest request, EndpointMerge merge, List<UUID> loads) {

    UUID id() {
      return job.id().value();
    }
  }

  private Future<List<Refused>> staged(Rows all) {
    return rows.hold(all.tx(), all.job().container())
        .compose(
            container ->
                container.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : registered(all, container.get())
                        .compose(
                            refused ->
                                defined(all, stagedMembers(all, container.get())).map(refused)));
  }

  private Future<List<Refused>> registered(Rows all, String container) {
    return all.request().register()
        ? merges.register(new Merging(all.tx(), all.id(), all.loads(), container, all.merge()))
        : Future.succeededFuture(List.of());
  }

  /** The app gets the container; or its rows, if others brought endpoints since it was begun. */
  private Future<List<Refused>> generation(Rows all, String own) {
    Transaction tx = all.tx();
    String app = all.job().container();
    return generations
        .hold(tx, app)
        .compose(
            there ->
                there
                    ? defined(all, members(all, own))
                        .compose(done -> generations.flip(tx, app, own))
                        .compose(
                            flipped ->
                                flipped
                                    ? Future.succeededFuture(List.<Refused>of())
                                    : merged(all, own))
                    : generations.remove(tx, own).map(List.of()));
  }

  private Future<List<Refused>> merged(Rows all, String own) {
    return generations
        .stage(all.tx(), all.id(), all.loads().get(0), own)
        .compose(done -> rows.hold(all.tx(), all.job().container()))
        .compose(container -> registered(all, container.orElseThrow()));
  }

  private Future<Outcome.Done> told(Rows all, List<Refused> refused) {
    if (refused.isEmpty()) {
      return Future.succeededFuture(new Outcome.Done(0));
    }
    return generations
        .files(all.tx(), all.id())
        .map(
            files -> {
              List<String> reasons =
                  refused.stream()
                      .sorted(Comparator.comparingLong(Refused::place))
                      .limit(MOST_REFUSALS)
                      .map(
                          each ->
                              told(
                                  each,
                                  files.getOrDefault(
                                      each.load(), all.request().definition().getString("S3Url"))))
                      .toList();
              return new Outcome.Done(0, refused.size(), reasons);
            });
  }

  private static String told(Refused refused, String file) {
    long line = refused.place() % EndpointPiece.PLACES_A_FILE;
    return file + (line == 0 ? "" : " line " + line) + ": " + refused.reason();
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
