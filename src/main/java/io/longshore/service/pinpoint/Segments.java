package io.longshore.service.pinpoint;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** The operations on segments. */
final class Segments {

  private final Apps apps;
  private final SegmentStore segments;
  private final InstantSource clock;

  Segments(Apps apps, SegmentStore segments, InstantSource clock) {
    this.apps = apps;
    this.segments = segments;
    this.clock = clock;
  }

  Future<Answer> create(Call call) {
    SegmentRequest request = SegmentRequest.of(call.body());
    return apps.of(call)
        .compose(
            app -> {
              Segment segment = made(app, request);
              return segments.insert(segment).map(inserted -> stored(inserted, app, segment));
            });
  }

  Future<Answer> get(Call call) {
    String id = call.parameter("segmentId");
    return apps.of(call)
        .compose(app -> find(app, id, Optional.empty()).map(found -> found.describe(app)))
        .map(Answer::ok);
  }

  Future<Answer> list(Call call) {
    String id = call.parameter("applicationId");
    Page page = Page.of(call, id);
    return apps.of(call)
        .compose(
            app ->
                segments
                    .list(id, page.after().map(Position::parse), page.limit())
                    .map(
                        found ->
                            page.answer(
                                found,
                                segment -> segment.describe(app),
                                segment ->
                                    new Position(segment.createdAt(), segment.id()).toString())));
  }

  /** That version of a segment, or its newest; fails when there is none. */
  Future<Segment> find(App app, String id, Optional<Integer> version) {
    return segments
        .find(app.id(), id, version)
        .map(found -> found.orElseThrow(() -> unknown(id, version)));
  }

  private static Answer stored(boolean inserted, App app, Segment segment) {
    if (!inserted) {
      throw Apps.unknown(app.id()); // deleted since it was found
    }
    return Answer.created(segment.describe(app));
  }

  private Segment made(App app, SegmentRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Segment(
        app.id(),
        UUID.randomUUID().toString().replace("-", ""),
        1,
        request.name(),
        request.dimensions(),
        request.groups(),
        request.tags(),
        now,
        now);
  }

  private static ApiError unknown(String id, Optional<Integer> version) {
    return PinpointError.NOT_FOUND.because(
        "There is no segment with the id '"
            + id
            + "'"
            + version.map(number -> " and the version " + number).orElse("")
            + " in this app");
  }
}
