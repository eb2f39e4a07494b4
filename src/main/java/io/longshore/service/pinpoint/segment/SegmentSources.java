package io.longshore.service.pinpoint.segment;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a segment comes to: the conditions of its source segments, and of theirs, in one. */
final class SegmentSources {

  private static final int MOST_SEGMENTS = 100;
  private static final JsonArray NOTHING = new JsonArray();

  private final SegmentStore segments;

  SegmentSources(SegmentStore segments) {
    this.segments = segments;
  }

  /**
   * The condition of a segment as all segments stand now; see {@link SegmentCondition}. Fails when
   * a source segment is missing, or is one of its own sources.
   */
  Future<JsonObject> condition(Segment segment) {
    return new Walk(segment).condition(segment, new HashSet<>());
  }

  /** One segment's sources, counted. */
  private final class Walk {
    private final Segment root;
    private int seen;

    Walk(Segment root) {
      this.root = root;
    }

    /**
     * @param path the segments, in their versions, whose source this one is
     */
    Future<JsonObject> condition(Segment segment, Set<String> path) {
      if (segment.imported().isPresent()) {
        String members = segment.imported().get().getString(Segment.MEMBERS);
        return Future.succeededFuture(new JsonObject().put("Members", members));
      }
      if (segment.dimensions().isPresent()) {
        return Future.succeededFuture(
            new JsonObject().put("Dimensions", segment.dimensions().get()));
      }
      Set<String> longer = new HashSet<>(path);
      if (!longer.add(segment.id() + ":" + segment.version())) {
        return Future.failedFuture(circle(segment.id()));
      }
      JsonObject groups = segment.groups().orElseThrow();
      Future<List<JsonObject>> all = Future.succeededFuture(new ArrayList<>());
      for (Object group : groups.getJsonArray("Groups", NOTHING)) {
        all = all.compose(done -> group((JsonObject) group, longer).map(one -> and(done, one)));
      }
      return all.map(done -> SegmentCondition.joined(groups.getString("Include", "ALL"), done));
    }

    private Future<JsonObject> group(JsonObject group, Set<String> path) {
      List<JsonObject> dimensions =
          group.getJsonArray("Dimensions", NOTHING).stream()
              .map(each -> new JsonObject().put("Dimensions", each))
              .toList();
      JsonObject own = SegmentCondition.joined(group.getString("Type", "ALL"), dimensions);
      String include = group.getString("SourceType", "ALL");
      Future<List<JsonObject>> all = Future.succeededFuture(new ArrayList<>());
      for (Object source : group.getJsonArray("SourceSegments", NOTHING)) {
        all = all.compose(done -> source((JsonObject) source, path).map(one -> and(done, one)));
      }
      return all.map(
          sources ->
              SegmentCondition.joined(
                  "ALL", List.of(own, SegmentCondition.joined(include, sources))));
    }

    private Future<JsonObject> source(JsonObject reference, Set<String> path) {
      String id = reference.getString("Id");
      Optional<Integer> version = Optional.ofNullable(reference.getInteger("Version"));
      if (++seen > MOST_SEGMENTS) {
        return Future.failedFuture(
            PinpointError.BAD_REQUEST.because(
                "The segment's sources and theirs are more than " + MOST_SEGMENTS + " segments"));
      }
      // The newest version of the segment that is asked for may be about to be this one.
      if (id.equals(root.id()) && version.isEmpty()) {
        return Future.failedFuture(circle(id));
      }
      return segments
          .find(root.app(), id, version)
          .compose(
              found ->
                  found
                      .map(segment -> condition(segment, path))
                      .orElse(Future.failedFuture(Segments.unknown(id, version))));
    }
  }

  private static List<JsonObject> and(List<JsonObject> done, JsonObject one) {
    done.add(one);
    return done;
  }

  private static ApiError circle(String id) {
    return PinpointError.BAD_REQUEST.because(
        "The segment '" + id + "' would be one of its own source segments");
  }
}
