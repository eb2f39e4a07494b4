package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.JobId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One account's backlog on three replicas does not delay the jobs of another account. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "fault.long", matches = "true")
class BacklogIT {

  private static final String BUSY = "111111111111";
  private static final int BACKLOG = 5_000;
  private static final Duration BOUND = Duration.ofSeconds(10);

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("backlog-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
    cluster.rows("delete from job");
    cluster.objects.empty(cluster.bucket);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void a_job_of_another_account_is_claimed_within_ten_seconds(String perAccount) {
    String app = cluster.app(200);
    IntStream.range(0, BACKLOG)
        .forEach(nth -> cluster.export(BUSY, app, 1, cluster.bucket, "busy/"));
    Map<String, String> settings = new HashMap<>(ReplicaCluster.DEFAULTS);
    settings.put("worker.perAccount", perAccount);
    settings.put("worker.slots", "2");
    List<ChildProcess> launched =
        IntStream.range(0, 3).mapToObj(nth -> cluster.launchJar(settings)).toList();
    launched.forEach(cluster::ready);
    cluster.until(
        "the backlog is worked on",
        Duration.ofSeconds(60),
        () -> cluster.count("select count(*) from job where finished_at is not null") > 20);

    List<Long> millis = new ArrayList<>();
    for (int nth = 0; nth < 20; nth++) {
      JobId quiet = cluster.export(app, 1);
      cluster.until("the job is claimed", Duration.ofSeconds(60), () -> claimed(quiet) >= 0);
      millis.add(claimed(quiet));
    }

    assertThat(millis).allMatch(each -> each <= BOUND.toMillis());
    long left =
        cluster.count("select count(*) from job where account = $1 and finished_at is null", BUSY);
    assertThat(left).isPositive();
    FaultSettings.record(
        "%d jobs queued of one account, 3 replicas of 2 slots, worker.perAccount %s: 20 jobs of"
            + " another claimed after %s ms, %d of the backlog left",
        BACKLOG, perAccount, millis, left);
  }

  /**
   * Milliseconds from the job's creation to its first claim, by the database's clock; -1 if it is
   * not claimed yet.
   */
  private long claimed(JobId job) {
    Row row =
        cluster
            .rows(
                """
                select coalesce((extract(epoch from min(at) filter (where phase <> 'CREATED')
                                         - min(at)) * 1000)::bigint, -1) as millis
                  from job_event where job = $1 and kind = 'STATUS'""",
                job.value())
            .get(0);
    return row.getLong("millis");
  }
}
