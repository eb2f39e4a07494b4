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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process can serve. Anybody may ask, from any thread and without a signature, so the
 * checks run at most once in {@link #FRESH}, whoever asks how often.
 */
public final class Readiness {

  /** How old an answer may be. */
  static final Duration FRESH = Duration.ofSeconds(1);

  private static final long CHECK_SECONDS = 3;

  /** Where the process is in its life. */
  public enum Life {
    STARTING,
    SERVING,
    DRAINING
  }

  /**
   * What was found.
   *
   * @param checks the checks that there are; a check's name to {@code up} or to what is wrong
   */
  record Report(Life life, JsonObject checks) {

    boolean isUp() {
      return isUp(checks.fieldNames());
    }

    /** Whether the process serves and those checks, of the ones that there are, passed. */
    boolean isUp(Set<String> names) {
      return life == Life.SERVING
          && names.stream().allMatch(name -> UP.equals(checks.getString(name, UP)));
    }
  }

  private record Looked(long atNanos, Future<JsonObject> found) {}

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final String UP = "up";

  private final List<HealthCheck> checks;
  private final Supplier<Life> life;
  private final LongSupplier nanos;
  private final AtomicReference<Looked> last = new AtomicReference<>();
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /**
   * @param checks what must work before the process can serve
   * @param nanos a clock that never goes back
   */
  public Readiness(List<HealthCheck> checks, Supplier<Life> life, LongSupplier nanos) {
    this.checks = List.copyOf(checks);
    this.life = life;
    this.nanos = nanos;
  }

  /** One that serves and has nothing to check. */
  public static Readiness unchecked() {
    return new Readiness(List.of(), () -> Life.SERVING, () -> 0);
  }

  public Life life() {
    return life.get();
  }

  /** Succeeds, maybe on another thread than the caller's. */
  Future<Report> report() {
    return look()
        .map(
            found -> {
              Life now = life.get();
              String drain =
                  now == Life.SERVING ? UP : now == Life.DRAINING ? "draining" : "starting";
              return new Report(now, found.copy().put("drain", drain));
            });
  }

  private Future<JsonObject> look() {
    Looked before = last.get();
    long now = nanos.getAsLong();
    if (before != null && now - before.atNanos() < FRESH.toNanos()) {
      return before.found();
    }
    Promise<JsonObject> promise = Promise.promise();
    Looked mine = new Looked(now, promise.future());
    if (!last.compareAndSet(before, mine)) {
      return last.get().found(); // somebody else looks
    }
    run().onComplete(promise);
    return mine.found();
  }

  private Future<JsonObject> run() {
    List<Future<String>> results = checks.stream().map(Readiness::run).toList();
    return Future.all(results)
        .map(
            all -> {
              JsonObject found = new JsonObject();
              for (int i = 0; i < results.size(); i++) {
                found.put(checks.get(i).name(), results.get(i).result());
                tell(checks.get(i).name(), results.get(i).result());
              }
              return found;
            });
  }

  /** What went down and what came back is in the log once, however many calls it costs. */
  private void tell(String name, String found) {
    boolean wasUp = told.getOrDefault(name, UP).equals(UP);
    told.put(name, found);
    if (wasUp && !found.equals(UP)) {
      log.warn("{} is down: {}", name, found);
    } else if (!wasUp && found.equals(UP)) {
      log.info("{} is up again", name);
    }
  }

  private static Future<String> run(HealthCheck check) {
    return Future.succeededFuture()
        .compose(none -> check.check())
        .timeout(CHECK_SECONDS, TimeUnit.SECONDS)
        .map(UP)
        .otherwise(failure -> String.valueOf(failure.getMessage()));
  }
}
