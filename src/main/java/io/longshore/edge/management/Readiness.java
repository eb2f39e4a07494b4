package io.longshore.edge.management;

import io.longshore.api.HealthCheck;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports whether this process can serve calls. Thread-safe. Reports can be requested without a
 * signature, so the checks run at most once in {@link #MAX_AGE}.
 */
public final class Readiness {

  static final Duration MAX_AGE = Duration.ofSeconds(1);

  private static final long CHECK_TIMEOUT_SECONDS = 3;

  /** The phases of the process. */
  public enum Life {
    STARTING,
    SERVING,
    DRAINING
  }

  /**
   * The result of all checks.
   *
   * @param checks a check's name to {@code up} or the reason
   * @param optional the names of checks that need not pass
   */
  record Report(Life life, JsonObject checks, Set<String> optional) {

    boolean isUp() {
      return isUp(
          checks.fieldNames().stream()
              .filter(name -> !optional.contains(name))
              .collect(Collectors.toSet()));
    }

    /**
     * Whether the process serves calls and the named checks passed; absent checks count as passed.
     */
    boolean isUp(Set<String> names) {
      return life == Life.SERVING
          && names.stream().allMatch(name -> UP.equals(checks.getString(name, UP)));
    }
  }

  private record Run(long atNanos, Future<JsonObject> results) {}

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final String UP = "up";

  private final List<HealthCheck> checks;
  private final Set<String> optional;
  private final Supplier<Life> life;
  private final LongSupplier nanos;
  private final AtomicReference<Run> last = new AtomicReference<>();
  private final Map<String, String> logged = new ConcurrentHashMap<>();

  /**
   * @param checks what must work before the process can serve, unless it is not required
   * @param nanos a monotonic clock
   */
  public Readiness(List<HealthCheck> checks, Supplier<Life> life, LongSupplier nanos) {
    this.checks = List.copyOf(checks);
    this.optional =
        checks.stream()
            .filter(check -> !check.isRequired())
            .map(HealthCheck::name)
            .collect(Collectors.toUnmodifiableSet());
    this.life = life;
    this.nanos = nanos;
  }

  /** A process that serves calls, without checks. */
  public static Readiness unchecked() {
    return new Readiness(List.of(), () -> Life.SERVING, () -> 0);
  }

  public Life life() {
    return life.get();
  }

  /** Runs the checks or returns their last results; completes on any thread. */
  Future<Report> report() {
    return results()
        .map(
            found -> {
              Life now = life.get();
              String drain =
                  now == Life.SERVING ? UP : now == Life.DRAINING ? "draining" : "starting";
              return new Report(now, found.copy().put("drain", drain), optional);
            });
  }

  private Future<JsonObject> results() {
    Run previous = last.get();
    long now = nanos.getAsLong();
    if (previous != null && now - previous.atNanos() < MAX_AGE.toNanos()) {
      return previous.results();
    }
    Promise<JsonObject> promise = Promise.promise();
    Run own = new Run(now, promise.future());
    if (!last.compareAndSet(previous, own)) {
      return last.get().results(); // another thread runs the checks
    }
    run().onComplete(promise);
    return own.results();
  }

  private Future<JsonObject> run() {
    List<Future<String>> results = checks.stream().map(Readiness::run).toList();
    return Future.all(results)
        .map(
            all -> {
              JsonObject found = new JsonObject();
              for (int i = 0; i < results.size(); i++) {
                found.put(checks.get(i).name(), results.get(i).result());
                logChange(checks.get(i).name(), results.get(i).result());
              }
              return found;
            });
  }

  /** Logs only changes between up and down. */
  private void logChange(String name, String found) {
    boolean wasUp = logged.getOrDefault(name, UP).equals(UP);
    logged.put(name, found);
    if (wasUp && !found.equals(UP)) {
      log.warn("{} is down: {}", name, found);
    } else if (!wasUp && found.equals(UP)) {
      log.info("{} is up again", name);
    }
  }

  private static Future<String> run(HealthCheck check) {
    return Future.succeededFuture()
        .compose(none -> check.check())
        .timeout(CHECK_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .map(UP)
        .otherwise(failure -> String.valueOf(failure.getMessage()));
  }
}
