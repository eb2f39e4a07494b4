package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import io.longshore.junit.http.TestKeyCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job as it was when it was read. Methods that change it, or wait for it, return it anew. */
public final class LongshoreJob {

  private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
  private static final long LONGEST_WAIT_SECONDS = 20;

  private final TestKeyCalls calls;
  private final JsonReply job;

  LongshoreJob(TestKeyCalls calls, JsonReply job) {
    this.calls = calls;
    this.job = job;
  }

  /** Its id in the engine. */
  public String id() {
    return job.text("JobId").orElseThrow();
  }

  /** For example {@code pinpoint.export}. */
  public String type() {
    return job.text("Type").orElseThrow();
  }

  /** The status that its service shows, for example {@code PROCESSING} or {@code CREATE FAILED}. */
  public String status() {
    return job.text("Status").orElseThrow();
  }

  /** QUEUED, RUNNING, COMMITTING, SUCCEEDED, FAILED or CANCELLED, whatever the service. */
  public String state() {
    return job.text("State").orElseThrow();
  }

  public boolean hasSucceeded() {
    return state().equals("SUCCEEDED");
  }

  /** The rows that were read, written or loaded until now. */
  public long rows() {
    return job.number("Rows");
  }

  /** The rows of an import that were refused. */
  public long rejectedRows() {
    return job.number("RejectedRows");
  }

  /** The attempts at all of its tasks. A job without failures has one for each task. */
  public long attempts() {
    return job.number("Attempts");
  }

  /** Why it failed; empty if it did not. */
  public List<String> failures() {
    return refresh().job.all().get("Failures") instanceof List<?> all
        ? all.stream().map(Object::toString).toList()
        : List.of();
  }

  /** The job as it is now. */
  public LongshoreJob refresh() {
    return read(Map.of());
  }

  /**
   * Waits until it has succeeded, failed or was cancelled.
   *
   * @throws AssertionError if it does not end in time; says what it waits for
   */
  public LongshoreJob awaitEnd(Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    LongshoreJob now = refresh();
    while (!ENDED.contains(now.state())) {
      long left = Duration.ofNanos(until - System.nanoTime()).toSeconds();
      if (System.nanoTime() - until >= 0) {
        throw new AssertionError("%s has not ended within %s".formatted(now, longest));
      }
      now = now.next(Math.min(LONGEST_WAIT_SECONDS, left + 1));
    }
    return now;
  }

  /** The job after its next change, or after some seconds. */
  private LongshoreJob next(long seconds) {
    Map<String, String> query = new HashMap<>();
    query.put("wait", seconds + "s");
    job.text("Version").ifPresent(version -> query.put("version", version));
    return read(query);
  }

  /** Stops it: no worker claims its tasks until {@link #release}. */
  public LongshoreJob hold() {
    return act("hold");
  }

  /** Lets it go on after {@link #hold}. */
  public LongshoreJob release() {
    return act("release");
  }

  /** Cancels it. */
  public LongshoreJob cancel() {
    return act("cancel");
  }

  /** The objects that it has written, without the manifest. */
  public List<LongshoreObject> objects() {
    return outputs(false);
  }

  /**
   * The manifest: what an export has written.
   *
   * @throws AssertionError if the job has not succeeded, or jobs of its type write none
   */
  public LongshoreManifest manifest() {
    List<LongshoreObject> manifests = outputs(true);
    if (manifests.size() != 1) {
      throw new AssertionError(this + " has no manifest");
    }
    return new LongshoreManifest(manifests.get(0), objects());
  }

  private List<LongshoreObject> outputs(boolean manifest) {
    List<LongshoreObject> found = new ArrayList<>();
    Map<String, String> query = new HashMap<>();
    Optional<String> next;
    do {
      JsonReply page = calls.get(path() + "/outputs", query);
      page.objects("Outputs").stream()
          .filter(output -> output.flag("IsManifest") == manifest)
          .filter(output -> output.text("DownloadUrl").isPresent())
          .map(LongshoreObject::new)
          .forEach(found::add);
      next = page.text("NextToken");
      next.ifPresent(token -> query.put("nextToken", token));
    } while (next.isPresent());
    return found;
  }

  private LongshoreJob act(String what) {
    calls.send("POST", path() + "/" + what, Map.of());
    return refresh();
  }

  private LongshoreJob read(Map<String, String> query) {
    return new LongshoreJob(calls, calls.get(path(), query).object("Job"));
  }

  private String path() {
    return "jobs/" + TestKeyCalls.segment(id());
  }

  /** With what is known about why it waits or has failed. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("%s %s (%s, %s".formatted(type(), id(), state(), status()));
    job.text("LastError").ifPresent(error -> text.append(", last error: ").append(error));
    job.object("Waiting").text("Reason").ifPresent(why -> text.append(", waits: ").append(why));
    if (job.all().get("Failures") instanceof List<?> failures && !failures.isEmpty()) {
      text.append(", failures: ").append(failures);
    }
    return text.append(')').toString();
  }
}
