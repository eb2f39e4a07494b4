package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Groups small objects into pieces, so that they share a piece's fixed cost. Pieces stay small
 * enough to be repeated when a worker fails. A large object is a piece of its own.
 */
final class PieceBatches {

  private static final int MOST_OBJECTS = 32;
  private static final long MOST_BYTES = 64L << 20;

  private final List<Piece> pieces = new ArrayList<>();
  private final List<Item> open = new ArrayList<>();
  private long bytes;

  /** One object: the job type's spec, and its destination. */
  private record Item(JsonObject spec, Destination to) {}

  /**
   * @param size the object's bytes
   */
  void add(JsonObject spec, Destination to, long size) {
    if (size >= MOST_BYTES) {
      pieces.add(new Piece(one(spec), Optional.of(to)));
      return;
    }
    if (open.size() == MOST_OBJECTS || bytes + size > MOST_BYTES) {
      close();
    }
    open.add(new Item(spec, to));
    bytes += size;
  }

  List<Piece> all() {
    close();
    return List.copyOf(pieces);
  }

  /** The specs of a piece's objects. */
  static List<JsonObject> specs(Piece piece) {
    return piece.spec().getJsonArray("Objects").stream().map(JsonObject.class::cast).toList();
  }

  /** The spec of a piece that has one object. */
  static JsonObject one(JsonObject spec) {
    return new JsonObject().put("Objects", new JsonArray().add(spec));
  }

  private void close() {
    if (open.size() == 1) {
      pieces.add(new Piece(one(open.get(0).spec()), Optional.of(open.get(0).to())));
    } else if (!open.isEmpty()) {
      JsonArray specs = new JsonArray(open.stream().map(Item::spec).toList());
      List<Destination> objects = open.stream().map(Item::to).toList();
      pieces.add(new Piece(new JsonObject().put("Objects", specs), Optional.empty(), objects));
    }
    open.clear();
    bytes = 0;
  }
}
