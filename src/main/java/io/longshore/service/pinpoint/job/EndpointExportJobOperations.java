package io.longshore.service.pinpoint.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.increment.Increments;
import io.longshore.service.pinpoint.segment.Segment;
import io.longshore.service.pinpoint.segment.SegmentCondition;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The creation of export jobs. */
public final class EndpointExportJobOperations {

  private final Apps apps;
  private final Segments segments;
  private final EndpointRows endpoints;
  private final RolePrecheck roleCheck;
  private final AppJobs jobs;
  private final Increments increments;

  public EndpointExportJobOperations(
      Apps apps,
      Segments segments,
      EndpointRows endpoints,
      ObjectStores stores,
      AppJobs jobs,
      Increments increments) {
    this.roleCheck = new RolePrecheck(stores, PinpointError.BAD_REQUEST);
    this.apps = apps;
    this.segments = segments;
    this.endpoints = endpoints;
    this.jobs = jobs;
    this.increments = increments;
  }

  public Future<ServiceResponse> create(Call call) {
    ExportRequest request = ExportRequest.of(call.body());
    roleCheck.require(
        call.principal().account(), request.roleArn(), request.bucket(), request.prefix());
    boolean incremental = isIncremental(call, request);
    return apps.of(call)
        .compose(app -> incremental ? increments.prepare(app.id()).map(app) : same(app))
        .compose(app -> planned(app, request))
        .compose(
            job ->
                jobs.insert(
                    call,
                    job,
                    tx ->
                        incremental ? increments.since(tx, job, request.deletions(job)) : same(job),
                    body -> MaskingSpec.remark(job.spec(), ServiceResponse.accepted(body))));
  }

  private static <T> Future<T> same(T value) {
    return Future.succeededFuture(value);
  }

  private boolean isIncremental(Call call, ExportRequest request) {
    boolean incremental = roleCheck.isIncremental(call.principal().account(), request.roleArn());
    if (incremental && request.segmentId().isPresent()) {
      throw PinpointError.BAD_REQUEST.because(
          request.roleArn()
              + " exports only what has changed since the last export, and which endpoints have left a"
              + " segment is not known: leave out SegmentId or use a role without since");
    }
    return incremental;
  }

  private Future<NewJob> planned(App app, ExportRequest request) {
    return segment(app, request)
        .compose(
            segment ->
                frozen(segment)
                    .compose(
                        condition ->
                            endpoints
                                .estimate(app.endpoints())
                                .map(rows -> made(app, request, segment, condition, rows))));
  }

  private Future<Optional<Segment>> segment(App app, ExportRequest request) {
    return request
        .segmentId()
        .map(id -> segments.find(app, id, request.segmentVersion()).map(Optional::of))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private Future<JsonObject> frozen(Optional<Segment> segment) {
    return segment
        .map(segments::condition)
        .orElse(Future.succeededFuture(SegmentCondition.EVERYONE));
  }

  private NewJob made(
      App app, ExportRequest request, Optional<Segment> segment, JsonObject condition, long rows) {
    JobId id = JobId.random();
    JsonObject spec =
        new JsonObject()
            .put("Definition", request.definition())
            .put("Bucket", request.bucket())
            .put("Prefix", request.prefix())
            .put("Condition", condition);
    segment.ifPresent(frozen -> spec.put("SegmentVersion", frozen.version()));
    Optional<MaskRules> mask =
        roleCheck.mask(app.account(), request.roleArn(), MaskService.PINPOINT);
    mask.ifPresent(rules -> MaskedSegment.refuse(condition, rules, request.roleArn()));
    MaskingSpec.keep(spec, mask);
    Compression.keep(spec, roleCheck.compression(app.account(), request.roleArn()));
    ExportFormat.keep(spec, roleCheck.format(app.account(), request.roleArn()));
    ExportFormat format = ExportFormat.kept(spec, Compression.GZIP);
    return new NewJob(
        id,
        app.account(),
        app.region(),
        EndpointExportJob.NAME,
        app.id(),
        request.segmentId(),
        spec,
        EndpointRows.PIECES.ofRows(rows, part -> request.part(id, part, format)));
  }
}
