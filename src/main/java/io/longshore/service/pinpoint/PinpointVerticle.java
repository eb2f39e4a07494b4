package io.longshore.service.pinpoint;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.async.BatchMeter;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.pinpoint.app.AppDeletion;
import io.longshore.service.pinpoint.app.AppSettings;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.endpoint.EndpointStore;
import io.longshore.service.pinpoint.endpoint.EndpointWriteBatches;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore;
import io.longshore.service.pinpoint.endpoint.EndpointWrites;
import io.longshore.service.pinpoint.endpoint.Endpoints;
import io.longshore.service.pinpoint.endpoint.RemoveAttributesOperation;
import io.longshore.service.pinpoint.event.EventStore;
import io.longshore.service.pinpoint.event.EventStreams;
import io.longshore.service.pinpoint.event.PinpointEvents;
import io.longshore.service.pinpoint.job.AppJobs;
import io.longshore.service.pinpoint.job.EndpointExportJobOperations;
import io.longshore.service.pinpoint.job.EndpointImportJobOperations;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.increment.Increments;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.service.pinpoint.user.Users;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Serves Amazon Pinpoint's operations on apps, endpoints, segments, events and jobs. */
public final class PinpointVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 8 * 1024 * 1024;

  /** The service as the edge knows it. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "pinpoint",
          "openapi/pinpoint.yaml",
          "mobiletargeting",
          REST_JSON,
          "Message",
          "RequestID",
          BODY_LIMIT_BYTES,
          new EdgeErrors(
              PinpointError.BAD_REQUEST,
              PinpointError.PAYLOAD_TOO_LARGE,
              PinpointError.TOO_MANY_REQUESTS,
              PinpointError.METHOD_NOT_ALLOWED,
              PinpointError.FORBIDDEN,
              PinpointError.INTERNAL_SERVER_ERROR));

  private final Postgres postgres;
  private final JobStore jobs;

  /**
   * @param stores reads the first file of an import
   * @param jobs knows the service's job types
   * @param random for revisions of rows; used on this verticle's context only
   * @param deletionsKept how long deletions are kept for incremental exports
   * @param meter measures calls that are written together
   */
  public PinpointVerticle(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      JobStore jobs,
      InstantSource clock,
      RandomGenerator random,
      Duration deletionsKept,
      BatchMeter meter) {
    super(PROFILE, "pinpoint");
    this.postgres = postgres;
    this.jobs = jobs;
    AppStore appRows = new AppStore(postgres);
    EndpointStore endpointRows = new EndpointStore(postgres, stores.recordsDeletions());
    SegmentStore segmentRows = new SegmentStore(postgres);
    Apps apps = new Apps(appRows, clock);
    EndpointWriteStore writeRows = new EndpointWriteStore(postgres, random);
    EndpointWrites writes = new EndpointWrites(apps, writeRows, clock);
    EndpointWriteBatches batches = new EndpointWriteBatches(apps, writeRows, writes, clock, meter);
    Segments segments = new Segments(postgres, apps, segmentRows, jobs, clock);
    serveApps(apps, new AppSettings(apps, appRows, clock));
    serveTags(PinpointTags.operations(postgres));
    serveEvents(
        new EventStreams(apps, appRows, stores, clock),
        new PinpointEvents(batches, new EventStore(postgres), clock, meter));
    serveEndpoints(
        new Endpoints(apps, endpointRows, writes, batches), new Users(apps, endpointRows));
    serve("RemoveAttributes", new RemoveAttributesOperation(postgres, apps, appRows, jobs)::remove);
    serveSegmentsAndJobs(vertx, stores, appRows, apps, segments, segmentRows, deletionsKept);
  }

  @Override
  public Future<?> start() {
    return super.start()
        .compose(served -> ColumnBackfillJob.begin(postgres, jobs))
        .compose(begun -> UserAttributeSyncJob.begin(postgres, jobs));
  }

  private void serveSegmentsAndJobs(
      Vertx vertx,
      ObjectStores stores,
      AppStore appRows,
      Apps apps,
      Segments segments,
      SegmentStore segmentRows,
      Duration deletionsKept) {
    serveSegments(segments);
    EndpointRows rows = new EndpointRows(postgres);
    AppJobs exports =
        new AppJobs(postgres, appRows, apps, segments, jobs, EndpointExportJob.NAME, "EXPORT");
    AppJobs imports =
        new AppJobs(postgres, appRows, apps, segments, jobs, EndpointImportJob.NAME, "IMPORT");
    Increments increments = new Increments(postgres, deletionsKept);
    serveExports(
        new EndpointExportJobOperations(apps, segments, rows, stores, exports, increments),
        exports);
    serveImports(new EndpointImportJobOperations(vertx, apps, segments, stores, imports), imports);
    serve(
        "DeleteApp",
        new AppDeletion(postgres, appRows, segmentRows, List.of(exports, imports), jobs)::delete);
  }

  private void serveApps(Apps apps, AppSettings settings) {
    serve("CreateApp", apps::create);
    serve("GetApp", apps::get);
    serve("GetApps", apps::list);
    serve("GetApplicationSettings", settings::get);
    serve("UpdateApplicationSettings", settings::update);
  }

  private void serveEvents(EventStreams streams, PinpointEvents events) {
    serve("PutEventStream", streams::put);
    serve("GetEventStream", streams::get);
    serve("DeleteEventStream", streams::delete);
    serve("PutEvents", events::put);
  }

  private void serveEndpoints(Endpoints endpoints, Users users) {
    serve("UpdateEndpoint", endpoints::update);
    serve("UpdateEndpointsBatch", endpoints::updateBatch);
    serve("GetEndpoint", endpoints::get);
    serve("DeleteEndpoint", endpoints::delete);
    serve("GetUserEndpoints", users::get);
    serve("DeleteUserEndpoints", users::delete);
  }

  private void serveSegments(Segments segments) {
    serve("CreateSegment", segments::create);
    serve("GetSegment", segments::get);
    serve("GetSegments", segments::list);
    serve("UpdateSegment", segments::update);
    serve("DeleteSegment", segments::delete);
    serve("GetSegmentVersion", segments::getVersion);
    serve("GetSegmentVersions", segments::listVersions);
  }

  private void serveExports(EndpointExportJobOperations exports, AppJobs jobs) {
    serve("CreateExportJob", exports::create);
    serve("GetExportJob", jobs::get);
    serve("GetExportJobs", jobs::list);
    serve("GetSegmentExportJobs", jobs::listOfSegment);
  }

  private void serveImports(EndpointImportJobOperations imports, AppJobs jobs) {
    serve("CreateImportJob", imports::create);
    serve("GetImportJob", jobs::get);
    serve("GetImportJobs", jobs::list);
    serve("GetSegmentImportJobs", jobs::listOfSegment);
  }
}
