package io.longshore.operator.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.ListedJob;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The sums of jobs, of which those of a finished job are read once and those of an unfinished one
 * at most once a second, however many lists show them: adding up many tasks costs more than the
 * list itself.
 */
final class JobSumsCache {

  private static final int FINISHED_JOBS = 20_000;
  private static final int UNFINISHED_JOBS = 10_000;

  private final JobListStore jobs;
  private final Cache<JobId, JobSums> finished =
      Caffeine.newBuilder()
          .maximumSize(FINISHED_JOBS)
          .expireAfterWrite(Duration.ofMinutes(10))
          .build();
  private final Cache<JobId, JobSums> unfinished =
      Caffeine.newBuilder()
          .maximumSize(UNFINISHED_JOBS)
          .expireAfterWrite(Duration.ofSeconds(1))
          .build();

  JobSumsCache(JobListStore jobs) {
    this.jobs = jobs;
  }

  /** The sums of each job. */
  Future<Map<JobId, JobSums>> of(List<ListedJob> page) {
    Map<JobId, JobSums> known = new HashMap<>();
    page.forEach(
        job -> {
          JobSums sums = cache(job).getIfPresent(job.job().id());
          if (sums != null) {
            known.put(job.job().id(), sums);
          }
        });
    List<JobId> missing =
        page.stream().map(job -> job.job().id()).filter(id -> !known.containsKey(id)).toList();
    if (missing.isEmpty()) {
      return Future.succeededFuture(known);
    }
    return jobs.sums(missing)
        .map(
            read -> {
              for (ListedJob job : page) {
                JobId id = job.job().id();
                JobSums sums = Objects.requireNonNullElse(read.get(id), JobSums.NONE);
                if (known.putIfAbsent(id, sums) == null) {
                  cache(job).put(id, sums);
                }
              }
              return known;
            });
  }

  private Cache<JobId, JobSums> cache(ListedJob job) {
    return job.job().finishedAt().isPresent() ? finished : unfinished;
  }
}
