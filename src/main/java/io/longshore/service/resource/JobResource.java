package io.longshore.service.resource;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobQuery;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The jobs of one type, as a service's operations create, show, list and cancel them. */
public final class JobResource {

  private static final int CANCELLED_AT_ONCE = 200;

  private final Postgres postgres;
  private final JobStore jobs;
  private final String type;

  /**
   * @param type the job type's name
   */
  public JobResource(Postgres postgres, JobStore jobs, String type) {
    this.postgres = postgres;
    this.jobs = jobs;
    this.type = type;
  }

  /** Creates a job by one transaction, once per call, and wakes a worker when it has committed. */
  public Future<ServiceResponse> create(
      Call call, Function<Transaction, Future<ServiceResponse>> insert) {
    return postgres.transactOnce(call, insert).onSuccess(created -> jobs.wake());
  }

  /** The job of that id; empty also when the text is not an id. */
  public Future<Optional<Job>> find(Principal owner, String container, String id) {
    return JobId.parse(id)
        .map(job -> jobs.find(owner.account(), owner.region(), type, container, job))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  /**
   * A page of jobs, newest first.
   *
   * @param subject only jobs with this subject
   * @param member the response's member with the jobs
   */
  public Future<ServiceResponse> list(
      Principal owner,
      String container,
      Optional<String> subject,
      ListPage page,
      String member,
      Function<Job, JsonObject> describe) {
    return jobs.list(
            new JobQuery(
                owner.account(),
                owner.region(),
                type,
                container,
                subject,
                page.after().flatMap(JobId::parse),
                page.limit()))
        .map(found -> page.answer(member, found, describe, job -> job.id().toString()));
  }

  /** Requests that all jobs of a container stop. */
  public Future<Void> cancelAll(Principal owner, String container) {
    AtomicReference<Optional<JobId>> last = new AtomicReference<>(Optional.empty());
    return AsyncLoop.whileTrue(
        () ->
            jobs.list(
                    new JobQuery(
                        owner.account(),
                        owner.region(),
                        type,
                        container,
                        Optional.empty(),
                        last.get(),
                        CANCELLED_AT_ONCE))
                .compose(
                    found -> {
                      boolean more = found.size() == CANCELLED_AT_ONCE;
                      if (more) {
                        last.set(Optional.of(found.get(CANCELLED_AT_ONCE - 1).id()));
                      }
                      return cancel(found).map(more);
                    }));
  }

  private Future<?> cancel(List<Job> found) {
    return Future.join(
        found.stream()
            .filter(job -> !job.state().isFinal())
            .map(job -> jobs.requestCancel(job.id()))
            .toList());
  }

  /** The jobs of those ids by their ids, of any type; without those that do not exist any more. */
  public static Future<Map<String, Job>> byId(JobStore jobs, List<String> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : jobs.findAll(ids(ids))
            .map(
                found ->
                    found.stream()
                        .collect(
                            Collectors.toMap(job -> job.id().toString(), Function.identity())));
  }

  /** The texts that are ids of jobs. */
  public static List<JobId> ids(List<String> texts) {
    return texts.stream().flatMap(text -> JobId.parse(text).stream()).toList();
  }
}
