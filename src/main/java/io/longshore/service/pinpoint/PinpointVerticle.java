package io.longshore.service.pinpoint;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.engine.JobStore;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Serves Amazon Pinpoint's operations on apps, endpoints, segments and export jobs. */
public final class PinpointVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 8 * 1024 * 1024;

  private final Apps apps;
  private final Endpoints endpoints;
  private final Users users;
  private final Segments segments;
  private final ExportJobs exports;
  private final AppDeletion deletion;

  /**
   * @param jobs must know {@link EndpointExport} and {@link AppRemoval}
   * @param random for revisions of rows, which nobody sees; used on this verticle's context only
   */
  public PinpointVerticle(
      Postgres postgres, JobStore jobs, InstantSource clock, RandomGenerator random) {
    AppStore appRows = new AppStore(postgres);
    EndpointStore endpointRows = new EndpointStore(postgres, random);
    this.apps = new Apps(appRows, clock);
    this.endpoints = new Endpoints(apps, endpointRows, clock);
    this.users = new Users(apps, endpointRows);
    this.segments = new Segments(apps, new SegmentStore(postgres), clock);
    this.exports =
        new ExportJobs(postgres, apps, appRows, segments, new EndpointRows(postgres), jobs);
    this.deletion = new AppDeletion(postgres, appRows, exports, jobs);
  }

  @Override
  public ServiceProfile profile() {
    return new ServiceProfile(
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
  }

  @Override
  public Map<String, Function<Call, Future<Answer>>> operations() {
    return Map.ofEntries(
        operation("CreateApp", apps::create),
        operation("GetApp", apps::get),
        operation("GetApps", apps::list),
        operation("DeleteApp", deletion::delete),
        operation("UpdateEndpoint", endpoints::update),
        operation("UpdateEndpointsBatch", endpoints::updateBatch),
        operation("GetEndpoint", endpoints::get),
        operation("DeleteEndpoint", endpoints::delete),
        operation("GetUserEndpoints", users::get),
        operation("DeleteUserEndpoints", users::delete),
        operation("CreateSegment", segments::create),
        operation("GetSegment", segments::get),
        operation("GetSegments", segments::list),
        operation("CreateExportJob", exports::create),
        operation("GetExportJob", exports::get),
        operation("GetExportJobs", exports::list),
        operation("GetSegmentExportJobs", exports::listOfSegment));
  }

  private static Map.Entry<String, Function<Call, Future<Answer>>> operation(
      String name, Function<Call, Future<Answer>> method) {
    return Map.entry("pinpoint." + name, method);
  }
}
