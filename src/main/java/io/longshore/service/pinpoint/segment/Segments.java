package io.longshore.service.pinpoint.segment;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointLists;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The operations on segments. */
public final class Segments {

  private static final int MOST_DIGITS = 9;

  private final Postgres postgres;
  private final Apps apps;
  private final SegmentStore segments;
  private final SegmentSources sources;
  private final JobStore jobs;
  private final InstantSource clock;

  public Segments(
      Postgres postgres, Apps apps, SegmentStore segments, JobStore jobs, InstantSource clock) {
    this.postgres = postgres;
    this.jobs = jobs;
    this.apps = apps;
    this.segments = segments;
    this.sources = new SegmentSources(segments);
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    SegmentRequest request = SegmentRequest.of(call.body());
    return apps.of(call)
        .compose(
            app -> {
              Segment segment = made(app, request);
              return sources
                  .condition(segment)
                  .compose(
                      sound ->
                          postgres.transactOnce(
                              call,
                              tx ->
                                  segments
                                      .insert(tx, segment)
                                      .map(inserted -> stored(inserted, app, segment))));
            });
  }

  public Future<ServiceResponse> update(Call call) {
    SegmentRequest request = SegmentRequest.change(call.body());
    String id = call.parameter("segmentId");
    return apps.of(call)
        .compose(
            app ->
                postgres.transactOnce(
                    call,
                    tx ->
                        segments
                            .addVersion(tx, app.id(), id, newest -> changed(newest, request))
                            .map(added -> added.orElseThrow(() -> unknown(id, Optional.empty())))
                            .map(segment -> ServiceResponse.ok(segment.describe(app)))));
  }

  public Future<ServiceResponse> delete(Call call) {
    String id = call.parameter("segmentId");
    return apps.of(call)
        .compose(
            app ->
                postgres
                    .transact(tx -> deleted(tx, app, id))
                    .map(segment -> ServiceResponse.ok(segment.describe(app))));
  }

  /** Deletes the segment at once; a job deletes its imported members. */
  private Future<Segment> deleted(Transaction tx, App app, String id) {
    return segments
        .delete(tx, app.id(), id)
        .compose(
            versions -> {
              if (versions.isEmpty()) {
                throw unknown(id, Optional.empty());
              }
              List<String> members =
                  versions.stream().flatMap(Segment::members).distinct().toList();
              Future<Void> removal =
                  members.isEmpty()
                      ? Future.succeededFuture()
                      : jobs.create(tx, AppPurgeJob.ofSegments(app, members)).mapEmpty();
              return removal.map(versions.get(0));
            });
  }

  public Future<ServiceResponse> get(Call call) {
    return shown(call, Optional.empty());
  }

  public Future<ServiceResponse> getVersion(Call call) {
    String version = call.parameter("version");
    if (!version.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      throw PinpointError.BAD_REQUEST.because(
          "The version of a segment must be a number, was '" + version + "'");
    }
    return shown(call, Optional.of(Integer.valueOf(version)));
  }

  private Future<ServiceResponse> shown(Call call, Optional<Integer> version) {
    return apps.of(call)
        .compose(
            app ->
                find(app, call.parameter("segmentId"), version).map(found -> found.describe(app)))
        .map(ServiceResponse::ok);
  }

  public Future<ServiceResponse> list(Call call) {
    String id = call.parameter("applicationId");
    ListPage page = PinpointLists.page(call, id);
    return apps.of(call)
        .compose(
            app ->
                segments
                    .list(id, page)
                    .map(
                        found ->
                            page.answer(
                                "Item",
                                found,
                                segment -> segment.describe(app),
                                Segment::position)));
  }

  public Future<ServiceResponse> listVersions(Call call) {
    String id = call.parameter("segmentId");
    ListPage page = PinpointLists.page(call, call.parameter("applicationId"), id);
    return apps.of(call)
        .compose(
            app ->
                find(app, id, Optional.empty())
                    .compose(
                        newest ->
                            segments.versions(
                                app.id(), id, page.after().map(Integer::valueOf), page.limit()))
                    .map(
                        found ->
                            page.answer(
                                "Item",
                                found,
                                segment -> segment.describe(app),
                                segment -> Integer.toString(segment.version()))));
  }

  /** A version of a segment, or its newest one; fails when it does not exist. */
  public Future<Segment> find(App app, String id, Optional<Integer> version) {
    return segments
        .find(app.id(), id, version)
        .map(found -> found.orElseThrow(() -> unknown(id, version)));
  }

  /** The present condition of the segment; see {@link SegmentSources}. */
  public Future<JsonObject> condition(Segment segment) {
    return sources.condition(segment);
  }

  private static ServiceResponse stored(boolean inserted, App app, Segment segment) {
    if (!inserted) {
      throw Apps.unknown(); // deleted since it was found
    }
    return ServiceResponse.created(segment.describe(app));
  }

  private Segment made(App app, SegmentRequest request) {
    Instant now = Timestamps.now(clock);
    return new Segment(
        app.id(),
        UUID.randomUUID().toString().replace("-", ""),
        1,
        request.name(),
        request.dimensions(),
        request.groups(),
        Optional.empty(),
        request.tags(),
        now,
        now);
  }

  private Future<Segment> changed(Segment newest, SegmentRequest request) {
    boolean condition = request.dimensions().isPresent() || request.groups().isPresent();
    if (condition && newest.imported().isPresent()) {
      throw PinpointError.BAD_REQUEST.because(
          "The segment '" + newest.id() + "' is imported: only its Name can be changed");
    }
    Segment next =
        new Segment(
            newest.app(),
            newest.id(),
            newest.version() + 1,
            request.name().or(newest::name),
            condition ? request.dimensions() : newest.dimensions(),
            condition ? request.groups() : newest.groups(),
            newest.imported(),
            newest.tags(),
            newest.createdAt(),
            Timestamps.now(clock));
    return sources.condition(next).map(next);
  }

  static ApiError unknown(String id, Optional<Integer> version) {
    return PinpointError.NOT_FOUND.because(
        "There is no segment with the id '"
            + id
            + "'"
            + version.map(number -> " and the version " + number).orElse("")
            + " in this app");
  }
}
