package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;

/** Calls of Data Exchange that several tests need. */
final class DataExchangeCalls {

  private DataExchangeCalls() {}

  static DataExchangeAsyncClient client(String account) {
    return client(account, Installation.shared().uri());
  }

  static DataExchangeAsyncClient client(String account, URI endpoint) {
    return Sdk.client(DataExchangeAsyncClient.builder(), endpoint, account);
  }

  static CreateDataSetResponse dataSet(DataExchangeAsyncClient client, AssetType type) {
    return call(client.createDataSet(r -> r.assetType(type).name("prices").description("All.")));
  }

  static String revision(DataExchangeAsyncClient client, String dataSet) {
    return call(client.createRevision(r -> r.dataSetId(dataSet))).id();
  }

  /** Imports objects of a bucket into a revision and waits until the job has ended. */
  static GetJobResponse imported(
      DataExchangeAsyncClient client, String set, String revision, String bucket, String... keys) {
    return run(client, DataExchangeRequests.importing(set, revision, bucket, keys));
  }

  /** Creates a finalized revision with that one object. */
  static String published(DataExchangeAsyncClient client, String set, String bucket, String key) {
    String revision = revision(client, set);
    assertThat(imported(client, set, revision, bucket, key).state()).isEqualTo(State.COMPLETED);
    call(client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(true)));
    return revision;
  }

  /** At most two hundred. */
  static List<AssetEntry> assets(DataExchangeAsyncClient client, String set, String revision) {
    return call(client.listRevisionAssets(
            r -> r.dataSetId(set).revisionId(revision).maxResults(200)))
        .assets();
  }

  /** Creates a job, starts it and waits until it has ended. */
  static GetJobResponse run(DataExchangeAsyncClient client, CreateJobRequest job) {
    return run(client, call(client.createJob(job)).id());
  }

  /** Starts a job and waits until it has ended. */
  static GetJobResponse run(DataExchangeAsyncClient client, String job) {
    call(client.startJob(r -> r.jobId(job)));
    return ended(client, job);
  }

  static GetJobResponse ended(DataExchangeAsyncClient client, String job) {
    return until(() -> client.getJob(r -> r.jobId(job)), now -> now.state() != State.IN_PROGRESS);
  }
}
