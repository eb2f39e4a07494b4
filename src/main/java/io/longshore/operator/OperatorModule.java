package io.longshore.operator;

import io.longshore.api.ServiceProfile;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.feed.FeedStore;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobType;
import io.longshore.operator.dryrun.ImportDryRuns;
import io.longshore.operator.job.JobDescription;
import io.longshore.operator.job.ListedJobSummaries;
import io.longshore.operator.job.OutputPreviews;
import io.longshore.operator.stream.ChangeFeed;
import io.longshore.operator.upload.FileUploadExpiry;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.vertx.core.Deployable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Registers the operator API. It has no job types. */
public final class OperatorModule implements ServiceModule {

  private final List<ServiceModule> services;

  /**
   * @param services all others
   */
  public OperatorModule(List<ServiceModule> services) {
    this.services = services;
  }

  @Override
  public List<ServiceProfile> profiles() {
    return List.of(OperatorVerticle.PROFILE);
  }

  @Override
  public List<Supplier<ServiceVerticle>> verticles(
      ServiceDependencies dependencies, JobStore jobs) {
    ChangeFeed feed =
        new ChangeFeed(
            dependencies.vertx(),
            new FeedStore(dependencies.postgres()),
            new ListedJobSummaries(
                new JobListStore(dependencies.postgres()),
                new JobDescription(jobs, dependencies.clock())),
            dependencies.config().streams(),
            System::nanoTime);
    ImportDryRuns dryRuns =
        new ImportDryRuns(
            dependencies.vertx(),
            dependencies.postgres(),
            services.stream()
                .flatMap(service -> service.importDryRuns(dependencies, jobs).stream())
                .toList());
    List<QuotaCounts> quotas =
        services.stream()
            .flatMap(
                service ->
                    service.quotaUse(dependencies.postgres(), dependencies.config()).stream())
            .toList();
    OutputPreviews previews = new OutputPreviews(dependencies.vertx());
    return List.of(() -> new OperatorVerticle(dependencies, jobs, feed, dryRuns, previews, quotas));
  }

  @Override
  public List<JobType> jobTypes(ServiceDependencies dependencies) {
    return List.of();
  }

  @Override
  public Map<String, Supplier<Deployable>> periodicTasks(
      ServiceDependencies dependencies, JobStore jobs) {
    return Map.of("the expiry of uploads", () -> new FileUploadExpiry(dependencies));
  }
}
