package io.longshore.conformance;

import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Sql;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Imports that are published while exports of what has changed run. */
@Timeout(240)
class IncrementImportIT extends IncrementsFixture {

  private static final String WAITING =
      "select count(*) from pg_stat_activity"
          + " where datname = current_database() and wait_event_type = 'Lock'";

  @Test
  void an_import_whose_publication_lasts_longer_than_two_exports_is_in_the_next_one()
      throws Exception {
    imported(0, 40, "before");
    next();
    CompletableFuture<?> publishing;
    try (Connection other = Sql.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select from pinpoint_endpoint where id = 'e-35' for update");
      publishing = CompletableFuture.runAsync(() -> imported(20, 30, "after"));
      until(
          () -> CompletableFuture.completedFuture(Sql.run(database, WAITING).get(0)),
          waiting -> !waiting.equals("0"));
      assertThat(next().getString("Kind")).isEqualTo("CHANGES");
      assertThat(next().getString("Kind")).isEqualTo("CHANGES");
      assertThat(reader.lines).hasSize(40);
      assertThat(with("after")).isZero();
      other.commit();
    }
    publishing.join();

    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored()).hasSize(50);
    assertThat(with("after")).isEqualTo(30);
  }

  private long with(String value) {
    return reader.lines.values().stream()
        .filter(line -> line.contains("[\"" + value + "\"]"))
        .count();
  }

  @Test
  void what_imports_and_calls_write_while_increments_run_is_in_one_of_them() {
    imported(0, 300, "first");
    next();
    CompletableFuture<?> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int round = 0; round < 4; round++) {
                imported(round * 50, 400, "import-" + round);
                for (int number = round; number < 300; number += 60) {
                  put(number, "call-" + round);
                  delete(number + 1);
                }
              }
            });
    while (!writing.isDone()) {
      assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    }
    writing.join();

    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored());
    assertThat(with("import-3")).isGreaterThan(300);
  }

  @Test
  void an_import_that_fills_the_empty_app_while_exports_run_is_in_a_full_one() {
    next();
    CompletableFuture<?> filling = CompletableFuture.runAsync(() -> imported(0, 3_000, "filled"));
    while (!filling.isDone()) {
      next();
    }
    filling.join();

    next();
    assertThat(reader.lines).isEqualTo(stored()).hasSize(3_000);
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored());
  }
}
