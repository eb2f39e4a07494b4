package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** All types of jobs of Data Exchange. */
final class DataExchangeDigests extends JobDigests {

  private static final int ROWS = 20_000;

  private static final String SHARE =
      "arn:aws:redshift:us-east-1:111122223333:datashare:"
          + "11111111-2222-3333-4444-555555555555/sales";

  private DataExchangeAsyncClient client;

  DataExchangeDigests(Installation server, S3Objects objects, String bucket) {
    super(server, objects, bucket);
  }

  @Override
  void run() throws Exception {
    put("prices.csv", "item,price", ROWS, i -> "item-" + i + "," + i % 100);
    try (DataExchangeAsyncClient opened = DataExchangeCalls.client(ACCOUNT, server.uri())) {
      client = opened;
      copies();
      uploads();
      registrations();
    }
  }

  private void copies() throws Exception {
    String set = DataExchangeCalls.dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(client, set);
    completed(DataExchangeRequests.importing(set, revision, bucket, "prices.csv"));
    String asset = keepAssets("imported assets", set, revision);
    completed(DataExchangeRequests.exporting(set, revision, asset, bucket, "out.csv"));
    keep("exported asset", objects.bytes(bucket, "out.csv"));
    completed(DataExchangeRequests.byPattern(set, revision, bucket, "by/${Asset.Name}"));
    keep("exported revision", objects.bytes(bucket, "by/prices.csv"));
    CreateJobRequest toUrl = DataExchangeRequests.exportToUrl(set, revision, asset);
    var ended = DataExchangeCalls.run(client, toUrl);
    URI url = URI.create(ended.details().exportAssetToSignedUrl().signedUrl());
    HttpRequest get = HttpRequest.newBuilder(url).build();
    keep(
        "asset at its URL",
        HttpClient.newHttpClient().send(get, BodyHandlers.ofByteArray()).body());
  }

  private void uploads() throws Exception {
    String set = DataExchangeCalls.dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(client, set);
    byte[] bytes = DataExchangeSdkFixture.bytes(ROWS);
    String md5 = DataExchangeSdkFixture.md5(bytes);
    var job = call(client.createJob(DataExchangeRequests.uploading(set, revision, md5)));
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(job.details().importAssetFromSignedUrl().signedUrl()))
            .header("Content-MD5", md5)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    assertThat(HttpClient.newHttpClient().send(put, BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    assertThat(DataExchangeCalls.run(client, job.id()).state()).isEqualTo(State.COMPLETED);
    String asset = keepAssets("uploaded assets", set, revision);
    completed(DataExchangeRequests.exporting(set, revision, asset, bucket, "uploaded.bin"));
    keep("uploaded asset", objects.bytes(bucket, "uploaded.bin"));
  }

  private void registrations() {
    String set = DataExchangeCalls.dataSet(client, AssetType.REDSHIFT_DATA_SHARE).id();
    String revision = DataExchangeCalls.revision(client, set);
    completed(
        DataExchangeRequests.job(
            Type.IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES,
            d ->
                d.importAssetsFromRedshiftDataShares(
                    i ->
                        i.dataSetId(set)
                            .revisionId(revision)
                            .assetSources(s -> s.dataShareArn(SHARE)))));
    keepAssets("registered assets", set, revision);
  }

  private void completed(CreateJobRequest job) {
    assertThat(DataExchangeCalls.run(client, job).state()).isEqualTo(State.COMPLETED);
  }

  /** Returns the ID of one of them. */
  private String keepAssets(String name, String set, String revision) {
    var assets = DataExchangeCalls.assets(client, set, revision);
    keep(name, assets.stream().map(asset -> asset.name() + " " + asset.assetTypeAsString()));
    return assets.get(0).id();
  }
}
