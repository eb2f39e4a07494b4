package io.longshore.service.pinpoint;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.pinpoint.app.AppDeletion;
import io.longshore.service.pinpoint.app.AppSettings;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.Attributes;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.endpoint.EndpointStore;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore;
import io.longshore.service.pinpoint.endpoint.EndpointWrites;
import io.longshore.service.pinpoint.endpoint.Endpoints;
import io.longshore.service.pinpoint.event.EventStore;
import io.longshore.service.pinpoint.event.EventStreams;
import io.longshore.service.pinpoint.event.PinpointEvents;
import io.longshore.service.pinpoint.job.AppJobs;
import io.longshore.service.pinpoint.job.EndpointExportJobOperations;
import io.longshore.service.pinpoint.job.EndpointImportJobOperations;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.service.pinpoint.user.Users;
import io.longshore.service.resource.TagOperations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Serves Amazon Pinpoint's operations on apps, endpoints, segments, events and jobs. */
public final class PinpointVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 8 * 1024 * 1024;

  /** What the edge must know of this service. */
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

  private final Apps apps;
  private final AppSettings settings;
  private final TagOperations tags;
  private final EventStreams streams;
  private final PinpointEvents events;
  private final Attributes attributes;
  private final Endpoints endpoints;
  private final Users users;
  private final Segments segments;
  private final EndpointExportJobOperations exports;
  private final EndpointImportJobOperations imports;
  private final AppJobs exported;
  private final AppJobs imported;
  private final AppDeletion deletion;
  private final Postgres postgres;
  private final JobStore jobs;

  /**
   * @param stores for the first look at an import's files
   * @param jobs must know every job type of this room
   * @param random for revisions of rows, which nobody sees; used on this verticle's context only
   */
  public PinpointVerticle(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      JobStore jobs,
      InstantSource clock,
      RandomGenerator random) {
    this.postgres = postgres;
    this.jobs = jobs;
    AppStore appRows = new AppStore(postgres);
    EndpointStore endpointRows = new EndpointStore(postgres);
    SegmentStore segmentRows = new SegmentStore(postgres);
    this.apps = new Apps(appRows, clock);
    EndpointWrites writes = writes(postgres, clock, random);
    this.settings = new AppSettings(apps, appRows, clock);
    this.tags = PinpointTags.operations(postgres);
    this.streams = new EventStreams(apps, appRows, stores, clock);
    this.events = new PinpointEvents(apps, writes, new EventStore(postgres), clock);
    this.attributes = new Attributes(postgres, apps, appRows, jobs);
    this.endpoints = new Endpoints(apps, endpointRows, writes);
    this.users = new Users(apps, endpointRows);
    this.segments = new Segments(postgres, apps, segmentRows, jobs, clock);
    EndpointRows rows = new EndpointRows(postgres);
    this.exported = jobs(appRows, EndpointExportJob.NAME, "EXPORT");
    this.imported = jobs(appRows, EndpointImportJob.NAME, "IMPORT");
    this.exports = new EndpointExportJobOperations(apps, segments, rows, stores, exported);
    this.imports = new EndpointImportJobOperations(vertx, apps, segments, stores, imported);
    List<AppJobs> both = List.of(exported, imported);
    this.deletion = new AppDeletion(postgres, appRows, segmentRows, both, jobs);
  }

  private EndpointWrites writes(Postgres postgres, InstantSource clock, RandomGenerator random) {
    return new EndpointWrites(apps, new EndpointWriteStore(postgres, random), clock);
  }

  private AppJobs jobs(AppStore rows, String type, String shown) {
    return new AppJobs(postgres, rows, apps, segments, jobs, type, shown);
  }

  @Override
  public Future<?> start() {
    return super.start()
        .compose(served -> ColumnBackfillJob.begin(postgres, jobs))
        .compose(begun -> UserAttributeSyncJob.begin(postgres, jobs));
  }

  @Override
  public ServiceProfile profile() {
    return PROFILE;
  }

  @Override
  public Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    Map<String, Function<Call, Future<ServiceResponse>>> all = new HashMap<>();
    Stream.of(ofApps(), ofEndpoints(), ofSegments(), ofJobs()).forEach(all::putAll);
    return all;
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> ofApps() {
    return Map.ofEntries(
        operation("CreateApp", apps::create),
        operation("GetApp", apps::get),
        operation("GetApps", apps::list),
        operation("DeleteApp", deletion::delete),
        operation("GetApplicationSettings", settings::get),
        operation("UpdateApplicationSettings", settings::update),
        operation("ListTagsForResource", tags::list),
        operation("TagResource", tags::add),
        operation("UntagResource", tags::remove),
        operation("PutEventStream", streams::put),
        operation("GetEventStream", streams::get),
        operation("DeleteEventStream", streams::delete),
        operation("PutEvents", events::put));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> ofEndpoints() {
    return Map.ofEntries(
        operation("UpdateEndpoint", endpoints::update),
        operation("UpdateEndpointsBatch", endpoints::updateBatch),
        operation("GetEndpoint", endpoints::get),
        operation("DeleteEndpoint", endpoints::delete),
        operation("GetUserEndpoints", users::get),
        operation("DeleteUserEndpoints", users::delete),
        operation("RemoveAttributes", attributes::remove));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> ofSegments() {
    return Map.ofEntries(
        operation("CreateSegment", segments::create),
        operation("GetSegment", segments::get),
        operation("GetSegments", segments::list),
        operation("UpdateSegment", segments::update),
        operation("DeleteSegment", segments::delete),
        operation("GetSegmentVersion", segments::getVersion),
        operation("GetSegmentVersions", segments::listVersions));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> ofJobs() {
    return Map.ofEntries(
        operation("CreateExportJob", exports::create),
        operation("GetExportJob", exported::get),
        operation("GetExportJobs", exported::list),
        operation("GetSegmentExportJobs", exported::listOfSegment),
        operation("CreateImportJob", imports::create),
        operation("GetImportJob", imported::get),
        operation("GetImportJobs", imported::list),
        operation("GetSegmentImportJobs", imported::listOfSegment));
  }

  private static Map.Entry<String, Function<Call, Future<ServiceResponse>>> operation(
      String name, Function<Call, Future<ServiceResponse>> method) {
    return Map.entry("pinpoint." + name, method);
  }
}
