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

/** One job on all replicas at once, whatever their clocks say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyReplicasIT {

  /** Leases as shipped: here nobody shall lose one, however busy the machine is. */
  private static final Map<String, String> TWO_AT_ONCE = twoAtOnce();

  /** Of three replicas, two each. */
  private static final int SLOTS = 6;

  private ReplicaCluster yard;

  private static Map<String, String> twoAtOnce() {
    Map<String, String> flags = new HashMap<>(ReplicaCluster.DEFAULTS);
    flags.put("worker.slots", "2");
    return flags;
  }

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("many-replicas-it");
  }

  @AfterEach
  void calm() {
    yard.calm();
    yard.objects.empty(yard.bucket);
  }

  @AfterAll
  void close() {
    yard.close();
  }

  @Test
  void three_replicas_share_one_export_and_each_piece_is_done_once() {
    int rows = FaultSettings.pick(200_000, 5_000_000);
    int pieces =
        FaultSettings.pick(12, 20); // of 250,000 rows in the long run, as the service splits
    String app = yard.app(rows);
    List<Replica> replicas =
        Stream.generate(() -> yard.launchJar(TWO_AT_ONCE)).limit(3).toList().stream()
            .map(yard::ready)
            .toList();
    holdFirstCalls();
    long began = System.nanoTime();
    JobId job = yard.export(app, pieces);
    untilEverySlotWorks();
    yard.untilFinished(Duration.ofMinutes(5));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    List<String> keys =
        IntStream.range(0, pieces).mapToObj(seq -> ResultVerifier.partKey(job, seq)).toList();
    assertThat(yard.oracle.checksums(keys)).isEqualTo(yard.oracle.checksums(app));
    assertThat(yard.objects.keys(yard.bucket))
        .containsExactlyInAnyOrderElementsOf(ResultVerifier.keys(List.of(job), pieces));
    yard.oracle.assertNoUploads();
    List<Long> shares = replicas.stream().map(each -> done(each, job)).toList();
    assertThat(shares).allMatch(share -> share > 0);
    assertThat(shares.stream().mapToLong(share -> share).sum()).isEqualTo(pieces);
    long uploads = yard.s3.log.stream().filter(entry -> entry.call().op() == Op.CREATE).count();
    assertThat(uploads).isEqualTo(pieces + 1L);
    FaultSettings.say(
        "%d rows, %d pieces, 3 replicas: pieces by replica %s, each once, %d ms",
        rows, pieces, shares, took.toMillis());
  }

  /** As many uploads wait to begin as there are slots: a quick replica shall not take them all. */
  private void holdFirstCalls() {
    AtomicInteger held = new AtomicInteger();
    yard.s3.faults =
        call -> call.op() == Op.CREATE && held.incrementAndGet() <= SLOTS ? Fault.HOLD : Fault.NONE;
  }

  private void untilEverySlotWorks() {
    yard.until("all replicas work", Duration.ofSeconds(30), () -> yard.s3.holding() == SLOTS);
    yard.s3.release();
  }

  /** Pieces of the job that the replica brought to their end. */
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
  void replicas_ten_minutes_apart_take_nothing_from_each_other() {
    String app = yard.app(2_000);
    List<Duration> clocks = List.of(Duration.ofMinutes(-10), Duration.ZERO, Duration.ofMinutes(10));
    List<ChildProcess> launched =
        clocks.stream().map(off -> yard.launchFaulty(TWO_AT_ONCE, off)).toList();
    List<Replica> replicas = launched.stream().map(yard::ready).toList();
    int count = FaultSettings.pick(24, 300);
    holdFirstCalls();
    List<JobId> jobs = yard.exports(count, app, 2);
    untilEverySlotWorks();
    yard.untilFinished(Duration.ofMinutes(4));

    yard.oracle.assertExactly(app, jobs, 2);
    Map<String, Long> most =
        yard
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
    FaultSettings.say(
        "%d jobs on replicas at -10, 0 and +10 minutes: each piece once, by replica %s",
        count, shares);
  }
}
