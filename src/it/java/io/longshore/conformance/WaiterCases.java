package io.longshore.conformance;

import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.client.DataExchangeWaiters;
import io.longshore.client.PinpointWaiters;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.GetJobRequest;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;
import software.amazon.awssdk.services.pinpoint.model.GetExportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.GetImportJobRequest;

/** For every waiter a job or a resource that becomes ready, and one that fails if it can. */
final class WaiterCases {

  static final String ACCOUNT = "000000000000";
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/jobs";
  static final String BUCKET = "waited-for";
  static final String LOST = "no-such-bucket";

  private final Installation server;
  private final List<WaiterCase> cases = new ArrayList<>();

  private WaiterCases(Installation server) {
    this.server = server;
  }

  /** Starts all jobs, and waits for those that others depend on. */
  static List<WaiterCase> start(Installation server) {
    WaiterCases all = new WaiterCases(server);
    try (S3Objects objects = new S3Objects(server.s3(ACCOUNT))) {
      objects.createBucket(BUCKET);
      all.putFiles(objects);
      PersonalizeWaiterCases.putFiles(objects);
      AudienceWaiterCases.putFiles(objects);
    }
    all.addPinpoint();
    all.addDataExchange();
    all.cases.addAll(PersonalizeWaiterCases.start(server));
    all.cases.addAll(AudienceWaiterCases.start(server));
    return all.cases;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The second of the later ones is found to be wrong by the job only. */
  private void putFiles(S3Objects objects) {
    String endpoint = "{\"Id\":\"b\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n";
    objects.put(BUCKET, "endpoints.json", bytes(endpoint));
    objects.put(BUCKET, "later/a.json", bytes(endpoint));
    objects.put(BUCKET, "later/b.json", bytes("{\"Id\":\"b\"}" + "\u0000".repeat(2 << 20)));
  }

  private void addPinpoint() {
    PinpointClient client = Sdk.client(PinpointClient.builder(), server.uri(), ACCOUNT);
    String app =
        client
            .createApp(r -> r.createApplicationRequest(a -> a.name("waited for")))
            .applicationResponse()
            .id();
    client.updateEndpoint(
        r ->
            r.applicationId(app)
                .endpointId("a")
                .endpointRequest(e -> e.address("1").channelType(ChannelType.SMS)));
    addExport(client, app, BUCKET, "");
    addExport(client, app, LOST, LOST);
    addImport(client, app, "endpoints.json", "");
    addImport(client, app, "later/", "later/b.json");
  }

  private void addExport(PinpointClient client, String app, String bucket, String reason) {
    String job =
        client
            .createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + bucket + "/out/")))
            .exportJobResponse()
            .id();
    GetExportJobRequest request =
        GetExportJobRequest.builder().applicationId(app).jobId(job).build();
    cases.add(
        new WaiterCase(
            "pinpoint",
            "ExportJobCompleted",
            Map.of("ApplicationId", app, "JobId", job),
            reason,
            () -> PinpointWaiters.of(client).waitUntilExportJobCompleted(request)));
  }

  private void addImport(PinpointClient client, String app, String key, String reason) {
    String job =
        client
            .createImportJob(
                r ->
                    r.applicationId(app)
                        .importJobRequest(
                            i ->
                                i.roleArn(ROLE)
                                    .format("JSON")
                                    .registerEndpoints(true)
                                    .s3Url("s3://" + BUCKET + "/" + key)))
            .importJobResponse()
            .id();
    GetImportJobRequest request =
        GetImportJobRequest.builder().applicationId(app).jobId(job).build();
    cases.add(
        new WaiterCase(
            "pinpoint",
            "ImportJobCompleted",
            Map.of("ApplicationId", app, "JobId", job),
            reason,
            () -> PinpointWaiters.of(client).waitUntilImportJobCompleted(request)));
  }

  private void addDataExchange() {
    DataExchangeClient client = Sdk.client(DataExchangeClient.builder(), server.uri(), ACCOUNT);
    String set =
        client
            .createDataSet(r -> r.assetType(S3_SNAPSHOT).name("waited for").description("-"))
            .id();
    String revision = client.createRevision(r -> r.dataSetId(set)).id();
    addJob(client, set, revision, "endpoints.json", "");
    addJob(client, set, revision, "gone", "gone");
  }

  private void addJob(
      DataExchangeClient client, String set, String revision, String key, String reason) {
    String job = client.createJob(DataExchangeRequests.importing(set, revision, BUCKET, key)).id();
    start(job);
    GetJobRequest request = GetJobRequest.builder().jobId(job).build();
    cases.add(
        new WaiterCase(
            "dataexchange",
            "JobCompleted",
            Map.of("JobId", job),
            reason,
            () -> DataExchangeWaiters.of(client).waitUntilJobCompleted(request)));
  }

  /** By PATCH, which the JDK's HttpURLConnection below the blocking client does not know. */
  private void start(String job) {
    try (DataExchangeAsyncClient client =
        Sdk.client(DataExchangeAsyncClient.builder(), server.uri(), ACCOUNT)) {
      Sdk.call(client.startJob(r -> r.jobId(job)));
    }
  }
}
