package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Exports of what has changed, after upkeep has removed deletions or jobs by their age. */
@Timeout(240)
class IncrementUpkeepIT extends IncrementsFixture {

  @Override
  Map<String, String> more() {
    return Map.of("upkeep.every", "200ms", "upkeep.retention", "pinpoint.export=1d");
  }

  @Test
  void after_deletions_are_forgotten_the_next_export_is_a_full_one() {
    put(1, "a");
    put(2, "a");
    next();
    delete(1);
    age("job", "created_at", 31);
    age("pinpoint_deletion", "deleted_at", 31);
    untilNone("select count(*) from pinpoint_deletion");

    assertThat(next().getString("Reason")).contains("upkeep.deletions");
    assertThat(reader.lines).isEqualTo(stored()).containsOnlyKeys("E-2");
    delete(2);
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEmpty();
  }

  @Test
  void deletions_that_an_unfinished_export_lists_are_kept_and_its_base_may_go() {
    String busy = app;
    put(1, "a");
    put(2, "a");
    next();
    delete(1);
    hold("new.type = 'pinpoint.export'");
    String waiting = call(export(pinpoint, busy, CHANGES, OPEN + "inc/"));
    forgottenOfAnotherApp();
    age("job", "finished_at", 2);
    untilNone("select count(*) from job where finished_at is not null");

    app = busy;
    assertThat(Sql.run(database, "select line from pinpoint_deletion"))
        .containsExactly("{\"Id\":\"E-1\"}");
    Sql.run(database, "update job set held = false");
    assertThat(ended(pinpoint, app, waiting).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    JsonObject increment = reader.apply("open/inc/", waiting);
    assertThat(increment.getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored()).containsOnlyKeys("E-2");
  }

  /** Deletes an endpoint of another app; returns when upkeep has forgotten that. */
  private void forgottenOfAnotherApp() {
    String busy = app;
    app = app(pinpoint);
    Sql.run(database, "update pinpoint_app set records_deletions = true where id = '" + app + "'");
    put(7, "a");
    delete(7);
    assertThat(Sql.run(database, "select line from pinpoint_deletion")).hasSize(2);
    age("pinpoint_deletion", "deleted_at", 31);
    untilNone("select count(*) from pinpoint_deletion where container <> '" + busy + "'");
  }

  @Test
  void after_retention_has_deleted_the_last_export_the_next_one_is_a_full_one() {
    put(1, "a");
    next();
    put(2, "a");
    delete(1);
    age("job", "finished_at", 2);
    untilNone("select count(*) from job where finished_at is not null");

    assertThat(next().getString("Reason")).contains("no earlier export");
    assertThat(reader.lines).isEqualTo(stored()).containsOnlyKeys("E-2");
  }

  private void age(String table, String column, int days) {
    Sql.run(
        database,
        "update %1$s set %2$s = %2$s - interval '%3$d days'".formatted(table, column, days));
  }

  private void untilNone(String count) {
    until(
        () -> CompletableFuture.completedFuture(Sql.run(database, count).get(0)),
        found -> found.equals("0"));
  }

  /** Pauses the jobs that are created from now on. */
  private void hold(String which) {
    Sql.run(
        database,
        """
        create function held() returns trigger language plpgsql as
        $$ begin new.held := true; return new; end $$;
        create trigger held before insert on job for each row when (%s) execute function held();
        """
            .formatted(which));
  }
}
