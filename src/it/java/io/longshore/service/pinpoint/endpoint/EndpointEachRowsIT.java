package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.store.CitusStore;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The statements for Citus, which one PostgreSQL executes too. */
@Timeout(60)
class EndpointEachRowsIT {

  @AutoClose private final PinpointFixture pinpoint = new PinpointFixture();
  private final String app = pinpoint.app();
  private final EndpointUpsertRows upserts =
      new EndpointUpsertRows(
          pinpoint.postgres, new CitusStore(pinpoint.postgres), new Random(20261130));

  private Set<String> written(
      String home, boolean quickly, Map<String, Stored> there, Map<String, EndpointRow> rows) {
    return await(
        pinpoint.postgres.transact(
            tx ->
                EndpointUpsertRows.EachRows.write(
                    tx, home, quickly, upserts.each(home, there, rows))));
  }

  private Map<String, Stored> read(Set<String> keys) {
    return await(
        EndpointUpsertRows.EachRows.read(
            pinpoint.postgres.requests(), app, keys.toArray(String[]::new)));
  }

  private static Map<String, EndpointRow> rows(int count, String city) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new JsonObject()
                    .put("Id", "E" + i)
                    .put("ChannelType", "EMAIL")
                    .put("Address", "a" + i + "@example.com")
                    .put("Location", new JsonObject().put("City", city)))
        .collect(
            Collectors.toMap(
                endpoint -> endpoint.getString("Id").toLowerCase(Locale.ROOT), EndpointRow::of));
  }

  private static Map<String, String> lines(Map<String, EndpointRow> rows) {
    Map<String, String> lines = new HashMap<>();
    rows.forEach((key, row) -> lines.put(key, row.line()));
    return lines;
  }

  private Map<String, String> stored(Set<String> keys) {
    Map<String, String> lines = new HashMap<>();
    read(keys).forEach((key, row) -> lines.put(key, row.line()));
    return lines;
  }

  @Test
  void new_rows_and_changes_of_rows_as_they_were_read_are_written() {
    Map<String, EndpointRow> first = rows(50, "Bonn");
    assertThat(written(app, true, Map.of(), first)).isEqualTo(first.keySet());
    assertThat(stored(first.keySet())).isEqualTo(lines(first));
    Map<String, Stored> there = read(first.keySet());

    Map<String, EndpointRow> second = rows(60, "Kiel");
    assertThat(written(app, false, there, second)).isEqualTo(second.keySet());
    assertThat(stored(second.keySet())).isEqualTo(lines(second));
  }

  @Test
  void a_row_that_another_call_has_changed_is_not_written() {
    Map<String, EndpointRow> first = rows(3, "Bonn");
    written(app, true, Map.of(), first);
    Map<String, Stored> there = read(first.keySet());
    Map<String, EndpointRow> other = rows(1, "Kiel");
    written(app, true, there, other);

    assertThat(written(app, true, there, rows(3, "Mainz"))).containsExactlyInAnyOrder("e1", "e2");
    assertThat(stored(other.keySet())).isEqualTo(lines(other));
    assertThat(written(app, true, Map.of(), rows(3, "Trier"))).isEmpty();
  }

  @Test
  void nothing_is_written_to_a_container_that_is_not_the_apps() {
    assertThat(written(app + ".other", true, Map.of(), rows(2, "Bonn"))).isEmpty();
    assertThat(written("nobody", false, Map.of(), rows(2, "Bonn"))).isEmpty();
    assertThat(pinpoint.count("pinpoint_endpoint")).isZero();
  }

  @Test
  void no_row_is_read_or_written_without_keys() {
    assertThat(read(Set.of())).isEmpty();
    assertThat(written(app, true, Map.of(), Map.of())).isEmpty();
  }
}
