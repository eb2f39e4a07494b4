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

/** An S3 that swallows its answers, lies, throttles, is gone, or refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3FaultsIT {

  /** What may become of a Complete that leaves its sender without an answer to believe. */
  private static final List<Fault> UNCLEAR =
      List.of(
          Fault.SWALLOW,
          Fault.DONE_ERROR,
          Fault.DONE_ERROR_IN_200,
          Fault.CUT,
          Fault.ERROR_IN_200,
          Fault.ERROR);

  private static final Duration OUTAGE = Duration.ofSeconds(FaultSettings.pick(5, 60));

  private ReplicaCluster yard;
  private Replica replica;

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("s3-faults-it");
  }

  @BeforeEach
  void start() {
    yard.objects.empty(yard.bucket);
    replica = yard.jar();
  }

  @AfterEach
  void calm() {
    yard.calm();
  }

  @AfterAll
  void close() {
    yard.close();
  }

  @Test
  void a_complete_whose_answer_is_lost_is_neither_done_twice_nor_forgotten() {
    int count = FaultSettings.pick(18, 100);
    String app = yard.app(100);
    Map<String, Fault> chosen = new ConcurrentHashMap<>();
    yard.s3.faults =
        call -> {
          if (call.op() == Op.COMPLETE && call.nth() == 1) {
            Fault fault = UNCLEAR.get(chosen.size() % UNCLEAR.size());
            chosen.put(call.key(), fault);
            return fault;
          }
          // The first look at an object that is there says that it is not.
          boolean done = call.op() == Op.HEAD && yard.s3.completed(call.key()) > 0;
          return done
                  && chosen.put(call.key() + " seen", Fault.STALE) == null
                  && call.key().endsWith(".gz")
              ? Fault.STALE
              : Fault.NONE;
        };
    List<JobId> jobs = yard.exports(count, app, 1);
    yard.untilFinished(Duration.ofMinutes(4));
    assertSucceeded(app, jobs);
    long stale = yard.s3.log.stream().filter(entry -> entry.fault() == Fault.STALE).count();
    FaultSettings.say(
        "%d commits, each object's first Complete unclear, %d stale HEADs: 0 duplicates, 0 missing, 0 failed",
        count, stale);
  }

  @Test
  void jobs_complete_although_half_of_the_calls_are_throttled() {
    String app = yard.app(100);
    Random random = new Random(5);
    yard.s3.faults = call -> random.nextBoolean() ? Fault.SLOW_DOWN : Fault.NONE;
    long until = System.nanoTime() + OUTAGE.toNanos();
    List<JobId> jobs = yard.exports(FaultSettings.pick(5, 30), app, 1);
    yard.until("the storm is over", OUTAGE.multipliedBy(2), () -> System.nanoTime() > until);
    long during =
        yard.count("select count(*) from job where state = 'SUCCEEDED' and container = $1", app);
    long calls = yard.s3.log.size();
    yard.s3.faults = call -> Fault.NONE;
    yard.untilFinished(Duration.ofMinutes(3));
    assertSucceeded(app, jobs);
    long slowed = yard.s3.log.stream().filter(e -> e.fault() == Fault.SLOW_DOWN).count();
    String series = "longshore_s3_requests_seconds_count";
    PrometheusSeries.until(
        yard.vertx,
        replica.management(),
        "each call that was throttled",
        seen -> seen.value(series, "outcome", "throttled") == slowed);
    FaultSettings.say(
        "SlowDown on half of the calls for %d s: %d calls, %d of %d jobs done meanwhile, all in the end",
        OUTAGE.toSeconds(), calls, during, jobs.size());
  }

  @Test
  void jobs_complete_after_s3_was_gone() {
    String app = yard.app(100);
    List<JobId> jobs = new ArrayList<>(yard.exports(3, app, 1));
    yard.until("work has begun", Duration.ofSeconds(30), () -> !yard.s3.log.isEmpty());
    yard.s3.faults = call -> Fault.CUT;
    long until = System.nanoTime() + OUTAGE.toNanos();
    jobs.addAll(yard.exports(FaultSettings.pick(5, 20), app, 1));
    yard.until("S3 is back", OUTAGE.multipliedBy(2), () -> System.nanoTime() > until);
    yard.s3.faults = call -> Fault.NONE;
    long back = System.nanoTime();
    yard.untilFinished(Duration.ofMinutes(3));
    assertSucceeded(app, jobs);
    FaultSettings.say(
        "S3 gone for %d s: %d of %d jobs done, the last %d ms after it came back",
        OUTAGE.toSeconds(),
        jobs.size(),
        jobs.size(),
        Duration.ofNanos(System.nanoTime() - back).toMillis());
  }

  @Test
  void a_bucket_that_is_missing_or_closed_fails_the_job_with_the_reason() {
    String app = yard.app(100);
    yard.s3.faults = call -> call.key().contains("/closed/") ? Fault.DENY : Fault.NONE;
    long began = System.nanoTime();
    JobId missing = yard.export(app, 1, "no-such-bucket", "out/");
    JobId denied = yard.export(app, 1, yard.bucket, "closed/");
    yard.untilFinished(Duration.ofSeconds(30));
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    assertThat(failure(missing)).startsWith("FAILED").contains("no-such-bucket does not exist");
    assertThat(failure(denied)).startsWith("FAILED").contains("denies access", "closed/");
    assertThat(yard.objects.keys(yard.bucket)).isEmpty();
    FaultSettings.say("bucket missing, access denied: FAILED within %d ms with the reason", millis);
  }

  @Test
  void no_part_that_failed_or_arrived_in_half_is_in_an_object() {
    String app = yard.app(FaultSettings.pick(3_000, 30_000));
    int pieces = FaultSettings.pick(2, 8);
    List<JobId> jobs = new ArrayList<>();
    for (Fault fault : List.of(Fault.ERROR, Fault.TRUNCATE, Fault.CUT, Fault.SWALLOW)) {
      yard.s3.faults = call -> call.op() == Op.PART && call.nth() == 1 ? fault : Fault.NONE;
      jobs.addAll(yard.exports(FaultSettings.pick(1, 5), app, pieces));
      yard.untilFinished(Duration.ofMinutes(2));
    }
    // S3Proxy calls a body that is not the signed one a wrong signature, so this job fails.
    yard.s3.faults =
        call -> call.op() == Op.PART && call.number() == 1 ? Fault.SHORTEN : Fault.NONE;
    JobId damaged = yard.export(app, pieces);
    yard.untilFinished(Duration.ofMinutes(2));

    assertThat(jobs).map(this::failure).allMatch("SUCCEEDED []"::equals);
    assertThat(failure(damaged)).startsWith("FAILED").contains("SignatureDoesNotMatch");
    yard.oracle.assertExactly(app, jobs, pieces);
    long faults = yard.s3.log.stream().filter(entry -> entry.fault() != Fault.NONE).count();
    FaultSettings.say(
        "%d parts failed or truncated: 0 wrong objects in %d jobs", faults, jobs.size() + 1);
  }

  @Test
  @EnabledIfSystemProperty(named = "fault.long", matches = "true")
  void every_part_of_a_large_object_may_fail_once() {
    String app = yard.app(1_000_000);
    Function<Call, Fault> once =
        call ->
            call.op() != Op.PART || call.nth() > 1
                ? Fault.NONE
                : call.number() % 2 == 0 ? Fault.ERROR : Fault.TRUNCATE;
    yard.s3.faults = once;
    JobId job = yard.export(app, 1);
    yard.untilFinished(Duration.ofMinutes(4));
    assertThat(failure(job)).startsWith("SUCCEEDED");
    assertThat(yard.oracle.checksums(List.of(ResultVerifier.partKey(job, 0))))
        .isEqualTo(yard.oracle.checksums(app));
    long parts = yard.s3.log.stream().filter(entry -> entry.fault() != Fault.NONE).count();
    FaultSettings.say(
        "a large object, each of %d parts failed or truncated once: content equal", parts);
  }

  private void assertSucceeded(String app, List<JobId> jobs) {
    assertThat(jobs).map(this::failure).allMatch("SUCCEEDED []"::equals);
    yard.oracle.assertExactly(app, jobs, 1);
    for (String key : ResultVerifier.keys(jobs, 1)) {
      assertThat(yard.s3.completed("/" + yard.bucket + "/" + key)).as(key).isEqualTo(1);
    }
  }

  private String failure(JobId job) {
    Row row =
        yard.rows(
                "select state || ' ' || failures::text as line from job where id = $1", job.value())
            .get(0);
    return row.getString("line");
  }
}
