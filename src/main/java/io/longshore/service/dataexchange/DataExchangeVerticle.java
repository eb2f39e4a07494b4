package io.longshore.service.dataexchange;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.asset.AssetStore;
import io.longshore.service.dataexchange.asset.Assets;
import io.longshore.service.dataexchange.dataset.DataSetStore;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.event.EventActionStore;
import io.longshore.service.dataexchange.event.EventActions;
import io.longshore.service.dataexchange.event.NotificationStore;
import io.longshore.service.dataexchange.event.Notifications;
import io.longshore.service.dataexchange.grant.DataGrantStore;
import io.longshore.service.dataexchange.grant.DataGrants;
import io.longshore.service.dataexchange.job.CreateJob;
import io.longshore.service.dataexchange.job.DataJobStore;
import io.longshore.service.dataexchange.job.DataJobs;
import io.longshore.service.dataexchange.job.StartJob;
import io.longshore.service.dataexchange.revision.RevisionEventTrigger;
import io.longshore.service.dataexchange.revision.RevisionStore;
import io.longshore.service.dataexchange.revision.Revisions;
import io.longshore.service.resource.TagOperations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Serves AWS Data Exchange's operations. */
public final class DataExchangeVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** The service as the edge knows it. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "dataexchange",
          "openapi/dataexchange.yaml",
          "dataexchange",
          REST_JSON,
          "Message",
          null,
          BODY_LIMIT_BYTES,
          new EdgeErrors(
              DataExchangeError.VALIDATION,
              CommonError.REQUEST_ENTITY_TOO_LARGE,
              DataExchangeError.THROTTLING,
              CommonError.METHOD_NOT_ALLOWED,
              DataExchangeError.ACCESS_DENIED,
              DataExchangeError.INTERNAL_SERVER));

  private final DataSets sets;
  private final Revisions revisions;
  private final Assets assets;
  private final TagOperations tagging;
  private final DataGrants grants;
  private final EventActions eventActions;
  private final Notifications notifications;
  private final CreateJob newJobs;
  private final DataJobs jobs;
  private final StartJob starts;

  /**
   * @param engine must know this service's job types
   */
  public DataExchangeVerticle(
      Postgres postgres, JobStore engine, AssetBucket bucket, InstantSource clock) {
    AssetStore assetRows = new AssetStore(postgres);
    DataJobStore jobRows = new DataJobStore(postgres);
    EventActionStore actionRows = new EventActionStore(postgres);
    this.jobs = new DataJobs(jobRows, engine, clock);
    this.starts = new StartJob(postgres, jobs, jobRows, engine, bucket.quotas(), clock);
    this.sets = new DataSets(postgres, new DataSetStore(postgres), bucket.quotas(), clock);
    RevisionEventTrigger publication = new RevisionEventTrigger(actionRows, jobRows, starts);
    this.revisions =
        new Revisions(
            postgres, sets, new RevisionStore(postgres), publication, bucket.quotas(), clock);
    this.assets = new Assets(sets, revisions, assetRows, bucket, clock);
    this.newJobs = new CreateJob(postgres, sets, revisions, assetRows, jobRows, bucket, clock);
    this.grants =
        new DataGrants(postgres, sets, new DataGrantStore(postgres), bucket.quotas(), clock);
    this.eventActions = new EventActions(postgres, sets, actionRows, bucket, clock);
    this.notifications = new Notifications(postgres, sets, new NotificationStore(), clock);
    this.tagging = DataExchangeTags.operations(postgres);
  }

  @Override
  public ServiceProfile profile() {
    return PROFILE;
  }

  @Override
  public Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    Map<String, Function<Call, Future<ServiceResponse>>> all = new HashMap<>(catalogue());
    all.putAll(movement());
    all.putAll(sharing());
    return all;
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> catalogue() {
    return Map.ofEntries(
        operation("CreateDataSet", sets::create),
        operation("GetDataSet", sets::get),
        operation("ListDataSets", sets::list),
        operation("UpdateDataSet", sets::update),
        operation("DeleteDataSet", sets::delete),
        operation("CreateRevision", revisions::create),
        operation("GetRevision", revisions::get),
        operation("ListDataSetRevisions", revisions::list),
        operation("UpdateRevision", revisions::update),
        operation("RevokeRevision", revisions::revoke),
        operation("DeleteRevision", revisions::delete),
        operation("GetAsset", assets::get),
        operation("ListRevisionAssets", assets::list),
        operation("UpdateAsset", assets::rename),
        operation("DeleteAsset", assets::delete),
        operation("ListTagsForResource", tagging::list),
        operation("TagResource", tagging::add),
        operation("UntagResource", tagging::remove));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> movement() {
    return Map.ofEntries(
        operation("CreateJob", newJobs::create),
        operation("StartJob", starts::start),
        operation("CancelJob", jobs::cancel),
        operation("GetJob", jobs::get),
        operation("ListJobs", jobs::list),
        operation("CreateEventAction", eventActions::create),
        operation("GetEventAction", eventActions::get),
        operation("ListEventActions", eventActions::list),
        operation("UpdateEventAction", eventActions::update),
        operation("DeleteEventAction", eventActions::delete));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> sharing() {
    return Map.ofEntries(
        operation("CreateDataGrant", grants::create),
        operation("GetDataGrant", grants::get),
        operation("ListDataGrants", grants::list),
        operation("DeleteDataGrant", grants::delete),
        operation("AcceptDataGrant", grants::accept),
        operation("GetReceivedDataGrant", grants::getReceived),
        operation("ListReceivedDataGrants", grants::listReceived),
        operation("SendDataSetNotification", notifications::send),
        operation("SendApiAsset", DataExchangeVerticle::notServed));
  }

  private static Future<ServiceResponse> notServed(Call call) {
    return Future.failedFuture(
        new ApiError(
            CommonError.NOT_IMPLEMENTED,
            "SendApiAsset is not served: assets of API Gateway APIs are kept, not called."
                + " Served are data sets, revisions, assets, jobs, event actions, data grants,"
                + " notifications and tags"));
  }

  private static Map.Entry<String, Function<Call, Future<ServiceResponse>>> operation(
      String name, Function<Call, Future<ServiceResponse>> method) {
    return Map.entry("dataexchange." + name, method);
  }
}
