package io.longshore.service.dataexchange;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.engine.JobStore;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/** Serves AWS Data Exchange's operations. */
public final class DataExchangeVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  private final DataSets sets;
  private final Revisions revisions;
  private final Assets assets;
  private final Tagging tagging;
  private final NewJobs newJobs;
  private final DataJobs jobs;

  /**
   * @param engine must know this service's job types
   */
  public DataExchangeVerticle(
      Postgres postgres, JobStore engine, AssetBucket bucket, InstantSource clock) {
    AssetStore assetRows = new AssetStore(postgres);
    DataJobStore jobRows = new DataJobStore(postgres);
    this.sets = new DataSets(postgres, new DataSetStore(postgres), clock);
    this.revisions = new Revisions(postgres, sets, new RevisionStore(postgres), clock);
    this.assets = new Assets(sets, revisions, assetRows, bucket, clock);
    this.tagging = new Tagging(new TagStore(postgres));
    this.newJobs = new NewJobs(postgres, sets, revisions, assetRows, jobRows, bucket, clock);
    this.jobs = new DataJobs(postgres, jobRows, engine, clock);
  }

  @Override
  public ServiceProfile profile() {
    return new ServiceProfile(
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
  }

  @Override
  public Map<String, Function<Call, Future<Answer>>> operations() {
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
        operation("UntagResource", tagging::remove),
        operation("CreateJob", newJobs::create),
        operation("StartJob", jobs::start),
        operation("CancelJob", jobs::cancel),
        operation("GetJob", jobs::get),
        operation("ListJobs", jobs::list),
        operation("SendApiAsset", DataExchangeVerticle::notServed));
  }

  private static Future<Answer> notServed(Call call) {
    return Future.failedFuture(
        new ApiError(
            CommonError.NOT_IMPLEMENTED,
            "SendApiAsset is not served: assets of API Gateway APIs are kept, not called."
                + " Served are data sets, revisions, assets, jobs, event actions, data grants,"
                + " notifications and tags"));
  }

  private static Map.Entry<String, Function<Call, Future<Answer>>> operation(
      String name, Function<Call, Future<Answer>> method) {
    return Map.entry("dataexchange." + name, method);
  }
}
