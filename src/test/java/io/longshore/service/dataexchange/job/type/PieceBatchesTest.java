package io.longshore.service.dataexchange.job.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How objects are shared out to pieces of work. */
class PieceBatchesTest {

  private static final long MIB = 1 << 20;

  private final PieceBatches parcels = new PieceBatches();
  private int added;

  @Test
  void small_objects_are_gathered_32_to_a_piece() {
    add(70, 1);

    List<Piece> pieces = parcels.all();

    assertThat(pieces)
        .extracting(piece -> PieceBatches.specs(piece).size())
        .containsExactly(32, 32, 6);
    assertThat(keys(pieces.get(1))).startsWith("k32").endsWith("k63").hasSize(32);
  }

  @Test
  void a_piece_has_at_most_64_mib() {
    add(3, 32 * MIB);
    add(1, 1);

    assertThat(parcels.all())
        .extracting(piece -> PieceBatches.specs(piece).size())
        .containsExactly(2, 2);
  }

  @Test
  void an_object_of_64_mib_is_a_piece_of_its_own() {
    add(1, 5);
    add(1, 64 * MIB);
    add(1, 5);

    List<Piece> pieces = parcels.all();

    assertThat(pieces).hasSize(2);
    assertThat(pieces.get(0).destination()).map(Destination::key).contains("k1");
    assertThat(keys(pieces.get(1))).containsExactly("k0", "k2");
  }

  @Test
  void a_piece_of_one_object_has_its_destination() {
    add(1, 5);

    Piece only = parcels.all().get(0);

    assertThat(only.destination()).map(Destination::key).contains("k0");
    assertThat(PieceBatches.specs(only)).containsExactly(new JsonObject().put("n", 0));
  }

  @Test
  void a_piece_of_several_objects_has_a_destination_for_each_in_their_order() {
    add(2, 5);

    Piece only = parcels.all().get(0);

    assertThat(only.destination()).isEmpty();
    assertThat(keys(only)).containsExactly("k0", "k1");
    assertThat(PieceBatches.specs(only))
        .containsExactly(new JsonObject().put("n", 0), new JsonObject().put("n", 1));
  }

  @Test
  void no_objects_make_no_pieces() {
    assertThat(parcels.all()).isEmpty();
  }

  private void add(int count, long size) {
    for (int i = 0; i < count; i++) {
      int number = added++;
      parcels.add(
          new JsonObject().put("n", number),
          new Destination("role", "b-1", "k" + number, "text/csv", Optional.empty()),
          size);
    }
  }

  private static List<String> keys(Piece piece) {
    return piece.objects().stream().map(Destination::key).toList();
  }
}
