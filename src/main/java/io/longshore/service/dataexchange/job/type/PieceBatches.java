package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small objects gathered into pieces: what a piece costs beside its bytes is then shared by many,
 * while none holds so much that much is lost with its worker. A large object is a piece of its own.
 */
final class PieceBatches {

  private static final int MOST_OBJECTS = 32;
  private static final long MOST_BYTES = 64L << 20;

  private final List<Piece> pieces = new ArrayList<>();
  private final List<Item> open = new ArrayList<>();
  private long bytes;

  /** What is to be done for one object, in the job type's words, and where it goes. */
  private record Item(JsonObject spec, Destination to) {}

  /**
   * @param size in bytes, as far as is known
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

  /** What is to be done in a piece, one or many. */
  static List<JsonObject> specs(Piece piece) {
    return piece.spec().getJsonArray("Objects").stream().map(JsonObject.class::cast).toList();
  }

  /** The one object that is read or copied as a piece of its own. */
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
