package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.S3Faults.Call;
import io.longshore.fault.S3Faults.Fault;
import io.longshore.fault.S3Faults.Op;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.job.JobId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** S3 loses responses, returns wrong ones, throttles, is unreachable, or denies access. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3FaultsIT {

  /** Faults of a CompleteMultipartUpload that leave the client without a reliable response. */
  private static final List<Fault> UNCLEAR =
      List.of(
          Fault.SWALLOW,
          Fault.DONE_ERROR,
          Fault.DONE_ERROR_IN_200,
          Fault.CUT,
          Fault.ERROR_IN_200,
          Fault.ERROR);

  private static final Duration OUTAGE = Duration.ofSeconds(FaultSettings.pick(5, 60));

  private ReplicaCluster cluster;
  private Replica replica;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("s3-faults-it");
  }

  @BeforeEach
  void start() {
    cluster.objects.empty(cluster.bucket);
    replica = cluster.jar();
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void a_complete_without_a_response_takes_effect_exactly_once() {
    int count = FaultSettings.pick(18, 100);
    String app = cluster.app(100);
    Map<String, Fault> chosen = new ConcurrentHashMap<>();
    cluster.s3.faults =
        call -> {
          if (call.op() == Op.COMPLETE && call.nth() == 1) {
            Fault fault = UNCLEAR.get(chosen.size() % UNCLEAR.size());
            chosen.put(call.key(), fault);
            return fault;
          }
          // The first HEAD of an existing object returns 404.
          boolean done = call.op() == Op.HEAD && cluster.s3.completed(call.key()) > 0;
          return done
                  && chosen.put(call.key() + " seen", Fault.STALE) == null
                  && call.key().endsWith(".gz")
              ? Fault.STALE
              : Fault.NONE;
        };
    List<JobId> jobs = cluster.exports(count, app, 1);
    cluster.untilFinished(Duration.ofMinutes(4));
    assertSucceeded(app, jobs);
    long stale = cluster.s3.log.stream().filter(entry -> entry.fault() == Fault.STALE).count();
    FaultSettings.record(
        "%d commits, each object's first Complete unclear, %d stale HEADs: 0 duplicates, 0 missing, 0 failed",
        count, stale);
  }

  @Test
  void jobs_complete_although_half_of_the_calls_are_throttled() {
    String app = cluster.app(100);
    Random random = new Random(5);
    cluster.s3.faults = call -> random.nextBoolean() ? Fault.SLOW_DOWN : Fault.NONE;
    long until = System.nanoTime() + OUTAGE.toNanos();
    List<JobId> jobs = cluster.exports(FaultSettings.pick(5, 30), app, 1);
    cluster.until("throttling ends", OUTAGE.multipliedBy(2), () -> System.nanoTime() > until);
    long during =
        cluster.count("select count(*) from job where state = 'SUCCEEDED' and container = $1", app);
    long calls = cluster.s3.log.size();
    cluster.s3.faults = call -> Fault.NONE;
    cluster.untilFinished(Duration.ofMinutes(3));
    assertSucceeded(app, jobs);
    long slowed = cluster.s3.log.stream().filter(e -> e.fault() == Fault.SLOW_DOWN).count();
    String series = "longshore_s3_requests_seconds_count";
    PrometheusSeries.until(
        cluster.vertx,
        replica.management(),
        "each call that was throttled",
        seen -> seen.value(series, "outcome", "throttled") == slowed);
    FaultSettings.record(
        "SlowDown on half of the calls for %d s: %d calls, %d of %d jobs done meanwhile, all in the end",
        OUTAGE.toSeconds(), calls, during, jobs.size());
  }

  @Test
  void jobs_complete_after_an_outage_of_s3() {
    String app = cluster.app(100);
    List<JobId> jobs = new ArrayList<>(cluster.exports(3, app, 1));
    cluster.until(
        "the first tasks are done", Duration.ofSeconds(30), () -> !cluster.s3.log.isEmpty());
    cluster.s3.faults = call -> Fault.CUT;
    long until = System.nanoTime() + OUTAGE.toNanos();
    jobs.addAll(cluster.exports(FaultSettings.pick(5, 20), app, 1));
    cluster.until("the outage ends", OUTAGE.multipliedBy(2), () -> System.nanoTime() > until);
    cluster.s3.faults = call -> Fault.NONE;
    long back = System.nanoTime();
    cluster.untilFinished(Duration.ofMinutes(3));
    assertSucceeded(app, jobs);
    FaultSettings.record(
        "S3 unreachable for %d s: %d of %d jobs done, the last %d ms after the outage",
        OUTAGE.toSeconds(),
        jobs.size(),
        jobs.size(),
        Duration.ofNanos(System.nanoTime() - back).toMillis());
  }

  @Test
  void a_missing_or_denied_bucket_fails_the_job_with_the_reason() {
    String app = cluster.app(100);
    cluster.s3.faults = call -> call.key().contains("/closed/") ? Fault.DENY : Fault.NONE;
    long began = System.nanoTime();
    JobId missing = cluster.export(app, 1, "no-such-bucket", "out/");
    JobId denied = cluster.export(app, 1, cluster.bucket, "closed/");
    cluster.untilFinished(Duration.ofSeconds(30));
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    assertThat(failure(missing)).startsWith("FAILED").contains("no-such-bucket does not exist");
    assertThat(failure(denied)).startsWith("FAILED").contains("denies access", "closed/");
    assertThat(cluster.objects.keys(cluster.bucket)).isEmpty();
    FaultSettings.record(
        "bucket missing, access denied: FAILED within %d ms with the reason", millis);
  }

  @Test
  void no_failed_or_truncated_part_is_in_an_object() {
    String app = cluster.app(FaultSettings.pick(3_000, 30_000));
    int pieces = FaultSettings.pick(2, 8);
    List<JobId> jobs = new ArrayList<>();
    for (Fault fault : List.of(Fault.ERROR, Fault.TRUNCATE, Fault.CUT, Fault.SWALLOW)) {
      cluster.s3.faults = call -> call.op() == Op.PART && call.nth() == 1 ? fault : Fault.NONE;
      jobs.addAll(cluster.exports(FaultSettings.pick(1, 5), app, pieces));
      cluster.untilFinished(Duration.ofMinutes(2));
    }
    // S3Proxy reports a body that differs from the signed one as a wrong signature: the job fails.
    cluster.s3.faults =
        call -> call.op() == Op.PART && call.number() == 1 ? Fault.SHORTEN : Fault.NONE;
    JobId damaged = cluster.export(app, pieces);
    cluster.untilFinished(Duration.ofMinutes(2));

    assertThat(jobs).map(this::failure).allMatch("SUCCEEDED []"::equals);
    assertThat(failure(damaged)).startsWith("FAILED").contains("SignatureDoesNotMatch");
    cluster.verifier.assertExactly(app, jobs, pieces);
    long faults = cluster.s3.log.stream().filter(entry -> entry.fault() != Fault.NONE).count();
    FaultSettings.record(
        "%d parts failed or truncated: 0 wrong objects in %d jobs", faults, jobs.size() + 1);
  }

  @Test
  @EnabledIfSystemProperty(named = "fault.long", matches = "true")
  void every_part_of_a_large_object_may_fail_once() {
    String app = cluster.app(1_000_000);
    Function<Call, Fault> once =
        call ->
            call.op() != Op.PART || call.nth() > 1
                ? Fault.NONE
                : call.number() % 2 == 0 ? Fault.ERROR : Fault.TRUNCATE;
    cluster.s3.faults = once;
    JobId job = cluster.export(app, 1);
    cluster.untilFinished(Duration.ofMinutes(4));
    assertThat(failure(job)).startsWith("SUCCEEDED");
    assertThat(cluster.verifier.checksums(List.of(ResultVerifier.partKey(job, 0))))
        .isEqualTo(cluster.verifier.checksums(app));
    long parts = cluster.s3.log.stream().filter(entry -> entry.fault() != Fault.NONE).count();
    FaultSettings.record(
        "a large object, each of %d parts failed or truncated once: content equal", parts);
  }

  private void assertSucceeded(String app, List<JobId> jobs) {
    assertThat(jobs).map(this::failure).allMatch("SUCCEEDED []"::equals);
    cluster.verifier.assertExactly(app, jobs, 1);
    for (String key : ResultVerifier.keys(jobs, 1)) {
      assertThat(cluster.s3.completed("/" + cluster.bucket + "/" + key)).as(key).isEqualTo(1);
    }
  }

  private String failure(JobId job) {
    Row row =
        cluster
            .rows(
                "select state || ' ' || failures::text as line from job where id = $1", job.value())
            .get(0);
    return row.getString("line");
  }
}
