package io.longshore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports whose job type throws, and publications that run at the same time as others. */
class ImportFaultsIT extends ImportFixture {

  @ParameterizedTest
  @ValueSource(strings = {"plan", "piece", "publication"})
  void an_import_type_that_throws_instead_of_failing_fails_the_job(String where) {
    Job job = planned(1);
    IllegalStateException thrown = new IllegalStateException("thrown by the " + where);
    switch (where) {
      case "plan" ->
          type.planning =
              planned -> {
                throw thrown;
              };
      case "piece" ->
          type.ending =
              outputs -> {
                throw thrown;
              };
      default ->
          type.beforePublication =
              () -> {
                throw thrown;
              };
    }

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(seen()).isZero();
  }

  @Test
  void the_planner_statistics_cover_what_a_publication_filled_when_the_job_has_succeeded() {
    rig.rows("ALTER TABLE import SET (autovacuum_enabled = false)");
    rig.rows("ALTER TABLE imported SET (autovacuum_enabled = false)");
    Job job = planned(3);

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(analysed("import")).isEqualTo(3);
    assertThat(analysed("imported")).isEqualTo((int) (3 * ROWS));
  }

  private int analysed(String table) {
    return rig.rows("SELECT reltuples::int FROM pg_class WHERE oid = $1::text::regclass", table)
        .get(0)
        .getInteger(0);
  }

  /** Another publication may hold the lock for the longest time that a publication may take. */
  @Test
  void a_publication_waits_for_another_one_longer_than_a_call_waits_for_a_row() {
    Job job = planned(1);
    List<String> waits = new ArrayList<>();
    type.inPublication =
        tx ->
            tx.connection()
                .query("SELECT setting::int / 1000 FROM pg_settings WHERE name = 'lock_timeout'")
                .execute()
                .onSuccess(rows -> waits.add(rows.iterator().next().getInteger(0) + " s"))
                .mapEmpty();

    Job end = rig.runToEnd(rig.worker(), job);

    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(waits).containsExactly("540 s");
  }
}
