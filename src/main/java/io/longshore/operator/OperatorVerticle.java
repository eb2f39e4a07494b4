package io.longshore.operator;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.RejectedRowStore;
import io.longshore.engine.history.JobHistoryStore;
import io.longshore.engine.store.JobStore;
import io.longshore.operator.action.JobActions;
import io.longshore.operator.action.JobRecreation;
import io.longshore.operator.audit.AuditOperations;
import io.longshore.operator.dryrun.ImportDryRuns;
import io.longshore.operator.event.EventOperations;
import io.longshore.operator.job.JobDescription;
import io.longshore.operator.job.JobOutputs;
import io.longshore.operator.job.JobReadOperations;
import io.longshore.operator.job.JobThroughputMembers;
import io.longshore.operator.job.OutputPreviews;
import io.longshore.operator.job.RejectedRowList;
import io.longshore.operator.job.RoleStores;
import io.longshore.operator.key.KeyOperations;
import io.longshore.operator.key.PolicyExplainer;
import io.longshore.operator.overview.EffectiveSettings;
import io.longshore.operator.overview.JobEvents;
import io.longshore.operator.overview.Overview;
import io.longshore.operator.session.SessionOperations;
import io.longshore.operator.stream.ChangeFeed;
import io.longshore.operator.stream.JobWaits;
import io.longshore.operator.stream.StreamOperations;
import io.longshore.operator.test.TestOperations;
import io.longshore.operator.upload.FileUploads;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import java.util.List;

/** Serves the operations of the operator API. */
public final class OperatorVerticle extends ServiceVerticle {

  /** A part of an upload has 5 MiB, in Base64. */
  private static final int BODY_LIMIT_BYTES = 8 * 1024 * 1024;

  /** The service as the edge knows it. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "longshore",
          "openapi/longshore.yaml",
          "longshore",
          REST_JSON,
          "Message",
          null,
          BODY_LIMIT_BYTES,
          new EdgeErrors(
              OperatorError.VALIDATION,
              CommonError.REQUEST_ENTITY_TOO_LARGE,
              OperatorError.THROTTLING,
              CommonError.METHOD_NOT_ALLOWED,
              OperatorError.ACCESS_DENIED,
              OperatorError.INTERNAL_SERVER));

  /**
   * @param engine knows the job types of all services
   * @param feed the one of the process
   * @param dryRuns the one of the process
   * @param previews those of the process
   * @param quotas of all services
   */
  public OperatorVerticle(
      ServiceDependencies dependencies,
      JobStore engine,
      ChangeFeed feed,
      ImportDryRuns dryRuns,
      OutputPreviews previews,
      List<QuotaCounts> quotas) {
    super(PROFILE, PROFILE.name());
    AccountScope scope = AccountScope.of(dependencies.config());
    serve("GetOverview", new Overview(dependencies, quotas, scope)::get);
    serve("GetSettings", new EffectiveSettings(dependencies.config(), scope)::get);
    serve("StreamEvents", new StreamOperations(feed, scope)::stream);
    serveJobs(dependencies, engine, feed, previews, scope);
    serveImports(dependencies, dryRuns);
    serveActions(dependencies, engine, scope);
    serveAdministration(dependencies, scope);
    new TestOperations(dependencies, engine, scope).all().forEach(this::serve);
  }

  private void serveJobs(
      ServiceDependencies dependencies,
      JobStore engine,
      ChangeFeed feed,
      OutputPreviews previews,
      AccountScope scope) {
    Postgres postgres = dependencies.postgres();
    JobListStore jobs = new JobListStore(postgres);
    VisibleJobs visible = new VisibleJobs(jobs, scope);
    serve("ListJobEvents", new JobEvents(visible, new JobHistoryStore(postgres))::list);
    JobTaskStore tasks = new JobTaskStore(postgres);
    JobDescription description = new JobDescription(engine, dependencies.clock());
    JobThroughputMembers rates = new JobThroughputMembers(postgres, dependencies.config().worker());
    JobReadOperations reads =
        new JobReadOperations(jobs, tasks, scope, visible, description, rates, new JobWaits(feed));
    serve("ListJobs", reads::list);
    serve("GetJob", reads::get);
    serve("ListJobTasks", reads::listTasks);
    RoleStores stores = new RoleStores(scope, engine, dependencies.stores());
    RejectedRowStore rejected = new RejectedRowStore(postgres);
    serve("ListRejectedRows", new RejectedRowList(jobs, tasks, rejected, visible, stores)::list);
    JobOutputs outputs = new JobOutputs(tasks, visible, stores, previews, dependencies.clock());
    serve("ListJobOutputs", outputs::list);
    serve("PreviewOutput", outputs::preview);
  }

  private void serveImports(ServiceDependencies dependencies, ImportDryRuns dryRuns) {
    serve("DryRunImport", dryRuns::run);
    FileUploads uploads = new FileUploads(dependencies);
    serve("CreateFileUpload", uploads::create);
    serve("UploadFilePart", uploads::part);
    serve("CompleteFileUpload", uploads::complete);
    serve("AbortFileUpload", uploads::abort);
  }

  private void serveActions(ServiceDependencies dependencies, JobStore engine, AccountScope scope) {
    JobActions actions = new JobActions(dependencies, engine, scope);
    serve("CancelJob", actions::cancel);
    serve("HoldJob", actions::hold);
    serve("ReleaseJob", actions::release);
    serve("RetryJob", actions::retry);
    serve("RecreateJob", new JobRecreation(dependencies, engine, scope)::recreate);
  }

  private void serveAdministration(ServiceDependencies dependencies, AccountScope scope) {
    serve("CreateSession", new SessionOperations(dependencies, scope)::create);
    KeyOperations keys = new KeyOperations(dependencies, scope);
    serve("CreateKey", keys::create);
    serve("ListKeys", keys::list);
    serve("RotateKey", keys::rotate);
    serve("DisableKey", keys::disable);
    serve("ExplainPolicy", new PolicyExplainer(dependencies, scope)::explain);
    EventOperations events = new EventOperations(dependencies, scope);
    serve("ListEventTargets", events::listTargets);
    serve("ListEventDeliveries", events::listDeliveries);
    serve("ResendEventDelivery", events::resend);
    serve("RedriveEvents", events::redrive);
    serve("EnableEventTarget", events::enable);
    AuditOperations audit = new AuditOperations(dependencies, scope);
    serve("SearchAudit", audit::search);
    serve("VerifyAudit", audit::verify);
  }
}
