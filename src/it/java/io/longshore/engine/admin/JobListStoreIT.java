package io.longshore.engine.admin;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.job.JobState;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists of jobs in a database with many finished ones. */
class JobListStoreIT {

  private static final int FINISHED = Integer.getInteger("jobs.finished", 100_000);
  private static final int AT_ONCE = 50_000;
  private static final Vertx VERTX = Vertx.vertx();
  private static Postgres postgres;
  private static JobListStore jobs;

  @BeforeAll
  static void fill() {
    postgres = Postgres.connect(VERTX, Backends.migratedDatabase());
    jobs = new JobListStore(postgres);
    for (int first = 1; first <= FINISHED; first += AT_ONCE) {
      run(
          """
          INSERT INTO job (id, account, region, type, container, spec, word, pieces, state, phase,
                           created_at, finished_at)
          SELECT gen_random_uuid(), CASE WHEN n %% 1000 = 0 THEN '111111111111' ELSE '222222222222' END,
                 'us-east-1', CASE WHEN n %% 2 = 0 THEN 'pinpoint.export' ELSE 'personalize.import' END,
                 'c' || n %% 10, '{"jobName": "Nightly"}', 'COMPLETED', 1, s.state, s.state,
                 timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-06-01'
            FROM generate_series(%d, %d) n,
                 LATERAL (SELECT CASE WHEN n %% 5000 = 1 THEN 'FAILED' ELSE 'SUCCEEDED' END AS state) s"""
              .formatted(first, Math.min(FINISHED, first + AT_ONCE - 1)));
    }
    run(
        """
        INSERT INTO job (id, account, region, type, container, spec, word, pieces, created_at)
        SELECT gen_random_uuid(), '111111111111', 'us-east-1', 'pinpoint.export', 'live', '{}',
               'CREATED', 1, timestamptz '2025-01-01' + n * interval '1 second'
          FROM generate_series(1, 3) n""");
    run(
        """
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, rows_failed)
        SELECT id, 0, 'PIECE', type, account, 'DONE', '{}', 1, 2 FROM job
         WHERE state = 'FAILED' ORDER BY created_at LIMIT 2""");
    run("ANALYZE job");
    run("ANALYZE task");
  }

  @AfterAll
  static void close() {
    await(postgres.close());
    await(VERTX.close());
  }

  private static void run(String sql) {
    await(postgres.work().query(sql).execute());
  }

  private static JobFilter filter(Optional<String> account, JobState... states) {
    return new JobFilter(
        account,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(states),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static final JobFilter ALL = filter(Optional.empty());
  private static final Optional<String> ACCOUNT = Optional.of("111111111111");

  @Test
  void jobs_that_are_not_finished_come_first_and_pages_have_every_job_once() {
    List<ListedJob> read = new ArrayList<>();
    Optional<JobPosition> after = Optional.empty();
    for (int page = 0; page < 4; page++) {
      List<ListedJob> next = await(jobs.page(filter(ACCOUNT), after, 2));
      assertThat(next).hasSize(2);
      read.addAll(next);
      after = Optional.of(JobPosition.parse(next.get(1).position().toString()));
    }

    assertThat(read).extracting(ListedJob::job).doesNotHaveDuplicates();
    assertThat(read.subList(0, 3)).allMatch(job -> job.job().container().equals("live"));
    assertThat(read.subList(3, 8)).allMatch(job -> job.job().state() == JobState.SUCCEEDED);
    assertThat(times(read.subList(0, 3))).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(times(read.subList(3, 8))).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  private static List<Instant> times(List<ListedJob> read) {
    return read.stream().map(job -> job.job().createdAt()).toList();
  }

  @Test
  void filters_restrict_the_list_together() {
    assertThat(await(jobs.page(filter(Optional.empty(), JobState.QUEUED), Optional.empty(), 10)))
        .hasSize(3);
    assertThat(await(jobs.page(filter(Optional.of("333333333333")), Optional.empty(), 10)))
        .isEmpty();
    JobFilter named =
        new JobFilter(
            ACCOUNT,
            List.of("pinpoint"),
            List.of("pinpoint.export"),
            Optional.of("COMPLETED"),
            List.of(JobState.SUCCEEDED, JobState.FAILED),
            Optional.of("c0"),
            Optional.of("nIGHTLY"),
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-01-01T01:00:00Z")),
            Optional.of(false));
    assertThat(await(jobs.page(named, Optional.empty(), 10)))
        .extracting(job -> job.job().createdAt())
        .containsExactly(
            Instant.parse("2026-01-01T00:50:00Z"),
            Instant.parse("2026-01-01T00:33:20Z"),
            Instant.parse("2026-01-01T00:16:40Z"));
  }

  @Test
  void jobs_with_rejected_rows_are_found() {
    JobFilter rejected =
        new JobFilter(
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(JobState.FAILED),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(true));
    List<ListedJob> found = await(jobs.page(rejected, Optional.empty(), 10));
    assertThat(found).hasSize(2);
    assertThat(await(jobs.sums(found.stream().map(job -> job.job().id()).toList())).values())
        .allMatch(sums -> sums.rejectedRows() == 2 && sums.done() == 1);
  }

  @Test
  void the_first_page_reads_an_index_and_takes_at_most_10_ms() {
    assertThat(plan(ALL)).contains("Index Scan using job_newest ").doesNotContain("Seq Scan");
    assertThat(plan(filter(ACCOUNT))).contains("job_newest_of_account");
    assertThat(plan(filter(Optional.empty(), JobState.FAILED)))
        .containsPattern("job_(newest_)?failed");
    assertThat(plan(filter(Optional.empty(), JobState.CANCELLED))).contains("job_newest_cancelled");
    for (JobFilter each : List.of(ALL, filter(ACCOUNT))) {
      assertThat(fastest(each)).isLessThan(10);
    }
  }

  private static String plan(JobFilter filter) {
    return await(
            postgres
                .work()
                .preparedQuery("EXPLAIN (ANALYZE) " + JobListStore.finished(filter))
                .execute(JobListStore.values(filter, JobPosition.first(true), 101)))
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  /** The milliseconds of the fastest of five runs, because the machine does other work as well. */
  private static double fastest(JobFilter filter) {
    double fastest = Double.MAX_VALUE;
    for (int run = 0; run < 5; run++) {
      String time = plan(filter).replaceAll("(?s).*Execution Time: ([0-9.]+) ms.*", "$1");
      fastest = Math.min(fastest, Double.parseDouble(time));
    }
    return fastest;
  }
}
