package io.longshore.service.pinpoint.job.load;

import io.longshore.job.Job;
import io.longshore.service.pinpoint.job.ImportRequest;
import io.longshore.service.pinpoint.segment.Segment;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Defines the segment of an import, or a new version of one. */
final class ImportedSegment {

  private final EndpointImportStore rows;
  private final SegmentStore segments;

  ImportedSegment(EndpointImportStore rows, SegmentStore segments) {
    this.rows = rows;
    this.segments = segments;
  }

  /**
   * Defines the segment; its members are stored already, under the job's id.
   *
   * @param container the container of the members' endpoints
   * @param size the number of members
   */
  Future<Void> define(
      Transaction tx,
      Job job,
      ImportRequest request,
      String container,
      int size,
      PublishRejections refusals) {
    String members = job.id().toString();
    return rows.channels(tx, members, container)
        .map(counts -> definition(request, counts, size, members))
        .compose(imported -> versioned(tx, job, request, imported))
        .compose(
            there -> {
              if (there) {
                return Future.succeededFuture();
              }
              refusals.tell(
                  null,
                  0,
                  "The segment '"
                      + request.segmentId().orElseThrow()
                      + "' was deleted while the import ran: no segment has its endpoints");
              return rows.removeMembers(tx, members);
            });
  }

  /** Adds a version; false when the segment was deleted. */
  private Future<Boolean> versioned(
      Transaction tx, Job job, ImportRequest request, JsonObject imported) {
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
                    : segments.insert(tx, first(job, segment, request, imported)).map(true));
  }

  /** Pinpoint's SegmentImportResource, and the container of the members. */
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
