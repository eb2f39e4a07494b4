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
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;

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

  /**
   * @param engine knows the service's job types
   */
  public DataExchangeVerticle(
      Postgres postgres, JobStore engine, AssetBucket bucket, InstantSource clock) {
    super(PROFILE, "dataexchange");
    DataExchangeQuotas quotas = bucket.quotas();
    AssetStore assetRows = new AssetStore(postgres);
    DataJobStore jobRows = new DataJobStore(postgres);
    EventActionStore actionRows = new EventActionStore(postgres);
    DataJobs jobs = new DataJobs(jobRows, engine, clock);
    StartJob starts = new StartJob(postgres, jobs, jobRows, engine, bucket, clock);
    DataSets sets = new DataSets(postgres, new DataSetStore(postgres), quotas, clock);
    RevisionEventTrigger trigger = new RevisionEventTrigger(actionRows, jobRows, starts);
    Revisions revisions =
        new Revisions(postgres, sets, new RevisionStore(postgres), trigger, quotas, clock);
    serveSets(sets);
    serveRevisions(revisions);
    serveAssets(new Assets(sets, revisions, assetRows, bucket, clock));
    serveTags(DataExchangeTags.operations(postgres));
    serveJobs(new CreateJob(postgres, sets, revisions, assetRows, jobRows, bucket, clock), jobs);
    serve("StartJob", starts::start);
    serveEventActions(new EventActions(postgres, sets, actionRows, bucket, clock));
    serveGrants(new DataGrants(postgres, sets, new DataGrantStore(postgres), quotas, clock));
    serve(
        "SendDataSetNotification",
        new Notifications(postgres, sets, new NotificationStore(), clock)::send);
    serve("SendApiAsset", DataExchangeVerticle::notServed);
  }

  private void serveSets(DataSets sets) {
    serve("CreateDataSet", sets::create);
    serve("GetDataSet", sets::get);
    serve("ListDataSets", sets::list);
    serve("UpdateDataSet", sets::update);
    serve("DeleteDataSet", sets::delete);
  }

  private void serveRevisions(Revisions revisions) {
    serve("CreateRevision", revisions::create);
    serve("GetRevision", revisions::get);
    serve("ListDataSetRevisions", revisions::list);
    serve("UpdateRevision", revisions::update);
    serve("RevokeRevision", revisions::revoke);
    serve("DeleteRevision", revisions::delete);
  }

  private void serveAssets(Assets assets) {
    serve("GetAsset", assets::get);
    serve("ListRevisionAssets", assets::list);
    serve("UpdateAsset", assets::rename);
    serve("DeleteAsset", assets::delete);
  }

  private void serveJobs(CreateJob newJobs, DataJobs jobs) {
    serve("CreateJob", newJobs::create);
    serve("CancelJob", jobs::cancel);
    serve("GetJob", jobs::get);
    serve("ListJobs", jobs::list);
  }

  private void serveEventActions(EventActions actions) {
    serve("CreateEventAction", actions::create);
    serve("GetEventAction", actions::get);
    serve("ListEventActions", actions::list);
    serve("UpdateEventAction", actions::update);
    serve("DeleteEventAction", actions::delete);
  }

  private void serveGrants(DataGrants grants) {
    serve("CreateDataGrant", grants::create);
    serve("GetDataGrant", grants::get);
    serve("ListDataGrants", grants::list);
    serve("DeleteDataGrant", grants::delete);
    serve("AcceptDataGrant", grants::accept);
    serve("GetReceivedDataGrant", grants::getReceived);
    serve("ListReceivedDataGrants", grants::listReceived);
  }

  private static Future<ServiceResponse> notServed(Call call) {
    return Future.failedFuture(
        new ApiError(
            CommonError.NOT_IMPLEMENTED,
            "SendApiAsset is not served: assets of API Gateway APIs are kept, not called."
                + " Served are data sets, revisions, assets, jobs, event actions, data grants,"
                + " notifications and tags"));
  }
}
