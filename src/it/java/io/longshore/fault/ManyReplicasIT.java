package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.S3Faults.Fault;
import io.longshore.fault.S3Faults.Op;
import io.longshore.job.JobId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs one job on all replicas at once, with clocks that differ. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyReplicasIT {

  /** Leases as shipped, so that none expires on a busy machine. */
  private static final Map<String, String> TWO_AT_ONCE = twoAtOnce();

  /** Two on each of three replicas. */
  private static final int SLOTS = 6;

  private ReplicaCluster cluster;

  private static Map<String, String> twoAtOnce() {
    Map<String, String> flags = new HashMap<>(ReplicaCluster.DEFAULTS);
    flags.put("worker.slots", "2");
    return flags;
  }

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("many-replicas-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
    cluster.objects.empty(cluster.bucket);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void three_replicas_share_one_export_and_each_piece_is_done_once() {
    int rows = FaultSettings.pick(200_000, 5_000_000);
    int pieces = FaultSettings.pick(12, 20); // as many as the service splits 250,000 rows into
    String app = cluster.app(rows);
    List<Replica> replicas =
        Stream.generate(() -> cluster.launchJar(TWO_AT_ONCE)).limit(3).toList().stream()
            .map(cluster::ready)
            .toList();
    holdFirstCalls();
    long began = System.nanoTime();
    JobId job = cluster.export(app, pieces);
    untilEverySlotWorks();
    cluster.untilFinished(Duration.ofMinutes(5));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    List<String> keys =
        IntStream.range(0, pieces).mapToObj(seq -> ResultVerifier.partKey(job, seq)).toList();
    assertThat(cluster.verifier.checksums(keys)).isEqualTo(cluster.verifier.checksums(app));
    assertThat(cluster.objects.keys(cluster.bucket))
        .containsExactlyInAnyOrderElementsOf(ResultVerifier.keys(List.of(job), pieces));
    cluster.verifier.assertNoUploads();
    List<Long> shares = replicas.stream().map(each -> done(each, job)).toList();
    assertThat(shares).allMatch(share -> share > 0);
    assertThat(shares.stream().mapToLong(share -> share).sum()).isEqualTo(pieces);
    long uploads = cluster.s3.log.stream().filter(entry -> entry.call().op() == Op.CREATE).count();
    assertThat(uploads).isEqualTo(pieces + 1L);
    FaultSettings.record(
        "%d rows, %d pieces, 3 replicas: pieces by replica %s, each once, %d ms",
        rows, pieces, shares, took.toMillis());
  }

  /**
   * Holds the first calls until every slot has an upload to begin, so that no replica takes all
   * pieces.
   */
  private void holdFirstCalls() {
    AtomicInteger held = new AtomicInteger();
    cluster.s3.faults =
        call -> call.op() == Op.CREATE && held.incrementAndGet() <= SLOTS ? Fault.HOLD : Fault.NONE;
  }

  private void untilEverySlotWorks() {
    cluster.until(
        "every slot has an upload to begin",
        Duration.ofSeconds(30),
        () -> cluster.s3.holding() == SLOTS);
    cluster.s3.release();
  }

  /** The number of the job's pieces that the replica completed. */
  private static long done(Replica replica, JobId job) {
    return replica
        .process()
        .log()
        .lines()
        .filter(line -> line.contains("job=" + job) && line.contains("kind=PIECE"))
        .filter(line -> line.contains("ended=DONE"))
        .count();
  }

  @Test
  void replicas_with_clocks_ten_minutes_apart_do_not_expire_each_others_leases() {
    String app = cluster.app(2_000);
    List<Duration> clocks = List.of(Duration.ofMinutes(-10), Duration.ZERO, Duration.ofMinutes(10));
    List<ChildProcess> launched =
        clocks.stream().map(off -> cluster.launchFaulty(TWO_AT_ONCE, off)).toList();
    List<Replica> replicas = launched.stream().map(cluster::ready).toList();
    int count = FaultSettings.pick(24, 300);
    holdFirstCalls();
    List<JobId> jobs = cluster.exports(count, app, 2);
    untilEverySlotWorks();
    cluster.untilFinished(Duration.ofMinutes(4));

    cluster.verifier.assertExactly(app, jobs, 2);
    Map<String, Long> most =
        cluster
            .rows(
                """
                select kind, max(attempts)::bigint as attempts from task
                 where job = any($1) group by kind""",
                (Object) jobs.stream().map(JobId::value).toArray(UUID[]::new))
            .stream()
            .collect(
                Collectors.toMap(
                    (Row row) -> row.getString("kind"), row -> row.getLong("attempts")));
    assertThat(most).as("attempts").containsEntry("PIECE", 1L).containsEntry("COMMIT", 1L);
    List<Long> shares =
        replicas.stream()
            .map(each -> jobs.stream().mapToLong(job -> done(each, job)).sum())
            .toList();
    assertThat(shares).allMatch(share -> share > 0);
    FaultSettings.record(
        "%d jobs on replicas at -10, 0 and +10 minutes: each piece once, by replica %s",
        count, shares);
  }
}
