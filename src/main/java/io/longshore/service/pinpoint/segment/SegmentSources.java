package io.longshore.service.pinpoint.segment;

import io.longshore.api.ApiError;
import io.longshore.async.AsyncLoop;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves a segment: joins its conditions and those of its source segments, recursively. */
final class SegmentSources {

  private static final int MOST_SEGMENTS = 100;
  private static final JsonArray NOTHING = new JsonArray();

  private final SegmentStore segments;

  SegmentSources(SegmentStore segments) {
    this.segments = segments;
  }

  /**
   * The present condition of a segment; see {@link SegmentCondition}. Fails when a source segment
   * is missing, or is one of its own sources.
   */
  Future<JsonObject> condition(Segment segment) {
    Map<Reference, Optional<Segment>> sources = new HashMap<>();
    Deque<Reference> unread = new ArrayDeque<>();
    references(segment).forEach(unread::push);
    return AsyncLoop.whileTrue(() -> readNext(segment, sources, unread))
        .map(read -> new Walk(segment, sources).condition(segment, Set.of()));
  }

  /** Reads one source segment, in the order in which {@link Walk} needs them; false at the end. */
  private Future<Boolean> readNext(
      Segment root, Map<Reference, Optional<Segment>> sources, Deque<Reference> unread) {
    if (unread.isEmpty() || sources.size() == MOST_SEGMENTS) {
      return Future.succeededFuture(false);
    }
    Reference next = unread.pop();
    if (sources.containsKey(next)) {
      return Future.succeededFuture(true);
    }
    return segments
        .find(root.app(), next.id(), next.version())
        .map(
            found -> {
              sources.put(next, found);
              found.ifPresent(segment -> references(segment).forEach(unread::push));
              return true;
            });
  }

  /** The source segments in reverse order, for a stack. */
  private static List<Reference> references(Segment segment) {
    List<Reference> references = new ArrayList<>();
    if (segment.imported().isPresent() || segment.dimensions().isPresent()) {
      return references;
    }
    for (JsonObject group : objects(segment.groups().orElse(new JsonObject()), "Groups")) {
      objects(group, "SourceSegments").forEach(source -> references.add(0, Reference.of(source)));
    }
    return references;
  }

  private static List<JsonObject> objects(JsonObject of, String member) {
    return of.getJsonArray(member, NOTHING).stream().map(JsonObject.class::cast).toList();
  }

  /**
   * A source segment as a group names it.
   *
   * @param version empty for the newest
   */
  private record Reference(String id, Optional<Integer> version) {

    static Reference of(JsonObject source) {
      return new Reference(
          source.getString("Id"), Optional.ofNullable(source.getInteger("Version")));
    }
  }

  /** Builds the condition from source segments that have been read, and counts them. */
  private static final class Walk {
    private final Segment root;
    private final Map<Reference, Optional<Segment>> sources;
    private int seen;

    Walk(Segment root, Map<Reference, Optional<Segment>> sources) {
      this.root = root;
      this.sources = sources;
    }

    /**
     * @param path the versions of segments of which this one is a source
     */
    JsonObject condition(Segment segment, Set<String> path) {
      if (segment.imported().isPresent()) {
        String members = segment.imported().get().getString(Segment.MEMBERS);
        return new JsonObject().put("Members", members);
      }
      if (segment.dimensions().isPresent()) {
        return new JsonObject().put("Dimensions", segment.dimensions().get());
      }
      Set<String> longer = new HashSet<>(path);
      if (!longer.add(segment.id() + ":" + segment.version())) {
        throw circle(segment.id());
      }
      JsonObject groups = segment.groups().orElseThrow();
      return SegmentCondition.joined(
          groups.getString("Include", "ALL"),
          objects(groups, "Groups").stream().map(group -> group(group, longer)).toList());
    }

    private JsonObject group(JsonObject group, Set<String> path) {
      List<JsonObject> dimensions =
          group.getJsonArray("Dimensions", NOTHING).stream()
              .map(each -> new JsonObject().put("Dimensions", each))
              .toList();
      JsonObject own = SegmentCondition.joined(group.getString("Type", "ALL"), dimensions);
      JsonObject joined =
          SegmentCondition.joined(
              group.getString("SourceType", "ALL"),
              objects(group, "SourceSegments").stream()
                  .map(source -> source(Reference.of(source), path))
                  .toList());
      return SegmentCondition.joined("ALL", List.of(own, joined));
    }

    private JsonObject source(Reference source, Set<String> path) {
      if (++seen > MOST_SEGMENTS) {
        throw PinpointError.BAD_REQUEST.because(
            "The segment has more than " + MOST_SEGMENTS + " direct and indirect source segments");
      }
      // The root may become the newest version of the segment.
      if (source.id().equals(root.id()) && source.version().isEmpty()) {
        throw circle(source.id());
      }
      return sources
          .get(source)
          .map(segment -> condition(segment, path))
          .orElseThrow(() -> Segments.unknown(source.id(), source.version()));
    }
  }

  private static ApiError circle(String id) {
    return PinpointError.BAD_REQUEST.because(
        "The segment '" + id + "' would be one of its own source segments");
  }
}
