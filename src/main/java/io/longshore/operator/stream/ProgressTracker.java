package io.longshore.operator.stream;

import io.longshore.engine.feed.FeedProgress;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The progress of running jobs with its rates over the last {@link #WINDOW_NANOS}, as the feed has
 * read it. Forgets jobs that run no longer. For one context.
 */
final class ProgressTracker {

  static final long WINDOW_NANOS = 10_000_000_000L;

  private record Sample(long at, FeedProgress progress) {}

  private static final class Tracked {
    final Deque<Sample> samples = new ArrayDeque<>();
    long changedAt;

    void add(Sample sample, long look) {
      if (samples.isEmpty() || !samples.getLast().progress().equals(sample.progress())) {
        changedAt = look;
      }
      samples.add(sample);
      while (samples.size() > 2 && sample.at() - samples.getFirst().at() > WINDOW_NANOS) {
        samples.remove();
      }
    }
  }

  private final Map<JobId, Tracked> jobs = new HashMap<>();
  private long look;

  /**
   * Takes over what a look at the database has found.
   *
   * @param now of a clock that never goes back, in nanoseconds
   */
  void update(List<FeedProgress> found, long now) {
    look++;
    jobs.keySet()
        .retainAll(found.stream().map(each -> each.job().id()).collect(Collectors.toSet()));
    for (FeedProgress each : found) {
      jobs.computeIfAbsent(each.job().id(), id -> new Tracked()).add(new Sample(now, each), look);
    }
  }

  /** The number of looks; what changes from now on has a higher one. */
  long look() {
    return look;
  }

  /** The progress, as JSON, of the jobs of a filter that has changed after a look. */
  List<JsonObject> changedAfter(long since, WatchFilter filter) {
    return jobs.values().stream()
        .filter(each -> each.changedAt > since)
        .filter(each -> filter.matches(each.samples.getLast().progress()))
        .map(ProgressTracker::json)
        .toList();
  }

  private static JsonObject json(Tracked tracked) {
    Sample first = tracked.samples.getFirst();
    Sample last = tracked.samples.getLast();
    FeedProgress progress = last.progress();
    JsonObject json =
        new JsonObject()
            .put("JobId", progress.job().id().toString())
            .put("State", progress.job().state().name())
            .put("Pieces", progress.pieces())
            .put("PiecesDone", progress.piecesDone())
            .put("Rows", progress.rows())
            .put("Bytes", progress.bytes());
    double seconds = (last.at() - first.at()) / 1e9;
    if (seconds > 0) {
      json.put("RowsPerSecond", rate(first.progress().rows(), progress.rows(), seconds));
      json.put("BytesPerSecond", rate(first.progress().bytes(), progress.bytes(), seconds));
    }
    return json;
  }

  /** An attempt that begins again counts its rows from zero. */
  private static double rate(long before, long now, double seconds) {
    return Math.round(Math.max(0, now - before) / seconds * 10) / 10.0;
  }
}
