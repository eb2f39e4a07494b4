package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.exportToUrl;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.JobErrorLimitName;
import software.amazon.awssdk.services.dataexchange.model.LimitName;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Quotas, and switching them off. */
class DataExchangeLimitsIT extends DataExchangeSdkFixture {

  @Test
  void the_3001st_data_set_is_refused_with_the_limits_name_and_value() {
    String account = "888899990000";
    DataExchangeRows.dataSets(Installation.shared().database(), account, 2999);
    try (DataExchangeAsyncClient full = DataExchangeCalls.client(account)) {
      String last = dataSet(full, AssetType.S3_SNAPSHOT).id();
      ServiceLimitExceededException limit =
          refused(
              ServiceLimitExceededException.class,
              402,
              () ->
                  full.createDataSet(
                      r -> r.assetType(AssetType.S3_SNAPSHOT).name("n").description("d")));
      assertThat(limit.limitName()).isEqualTo(LimitName.DATA_SETS_PER_ACCOUNT);
      assertThat(limit.limitValue()).isEqualTo(3000.0);
      assertThat(limit.limitNameAsString()).isEqualTo("Data sets per account");
      call(full.deleteDataSet(r -> r.dataSetId(last)));
      assertThat(dataSet(full, AssetType.S3_SNAPSHOT).id()).isNotEqualTo(last);
    }
  }

  @Test
  void the_10001st_asset_of_a_revision_ends_its_job_in_error_with_the_limit() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    DataExchangeRows.assets(Installation.shared().database(), revision, 9999);
    assertThat(imported(client, set, revision, "small").state()).isEqualTo(State.COMPLETED);

    GetJobResponse over = imported(client, set, revision, "small");

    assertThat(over.state()).isEqualTo(State.ERROR);
    JobError error = over.errors().get(0);
    assertThat(error.code()).isEqualTo(Code.SERVICE_QUOTA_EXCEEDED_EXCEPTION);
    assertThat(error.limitName()).isEqualTo(JobErrorLimitName.ASSETS_PER_REVISION);
    assertThat(error.limitValue()).isEqualTo(10_000.0);
    assertThat(error.resourceId()).isEqualTo(revision);
  }

  @Test
  void a_revision_over_the_limit_of_its_data_set_is_refused_until_another_is_deleted() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    DataExchangeRows.revisions(Installation.shared().database(), set, 9_999);
    String last = revision(client, set);
    assertThat(tooMany(set)).contains("'Revisions per data set' is 10000");
    call(client.deleteRevision(r -> r.dataSetId(set).revisionId(last)));
    revision(client, set);

    String access = dataSet(client, AssetType.S3_DATA_ACCESS).id();
    for (int i = 0; i < 5; i++) {
      revision(client, access);
    }
    assertThat(tooMany(access)).contains("'Revisions per Amazon S3 data access data set' is 5");
  }

  private static String tooMany(String set) {
    return refused(
            ValidationException.class, 400, () -> client.createRevision(r -> r.dataSetId(set)))
        .getMessage();
  }

  @Test
  void a_job_over_the_limit_of_those_in_progress_ends_in_error_and_the_next_may_begin() {
    String account = "888899990001";
    DatabaseConfig database = Installation.shared().database();
    try (DataExchangeAsyncClient busy = DataExchangeCalls.client(account);
        S3Objects s3 = new S3Objects(Installation.shared().s3(account))) {
      s3.createBucket("dx-busy");
      s3.put("dx-busy", "small", bytes(10));
      String set = dataSet(busy, AssetType.S3_SNAPSHOT).id();
      String revision = revision(busy, set);
      DataExchangeRows.jobs(database, account, "IMPORT_ASSETS_FROM_S3", 10);

      GetJobResponse over =
          DataExchangeCalls.run(
              busy, DataExchangeRequests.importing(set, revision, "dx-busy", "small"));

      assertThat(over.state()).isEqualTo(State.ERROR);
      JobError error = over.errors().get(0);
      assertThat(error.code()).isEqualTo(Code.SERVICE_QUOTA_EXCEEDED_EXCEPTION);
      assertThat(error.limitValue()).isEqualTo(10.0);
      assertThat(error.limitName()).isNull(); // the model has no name for this quota
      assertThat(error.message())
          .contains("Concurrent in progress jobs to import assets from Amazon S3");
      refused(ConflictException.class, 409, () -> busy.startJob(r -> r.jobId(over.id())));
      refused(ConflictException.class, 409, () -> busy.cancelJob(r -> r.jobId(over.id())));

      Sql.run(
          database,
          "delete from job where id = md5('%sIMPORT_ASSETS_FROM_S31')::uuid".formatted(account));
      GetJobResponse next =
          DataExchangeCalls.run(
              busy, DataExchangeRequests.importing(set, revision, "dx-busy", "small"));
      assertThat(next.state()).isEqualTo(State.COMPLETED);
    } finally {
      Sql.run(
          database,
          "delete from job where account = '%s' and container = 'none'".formatted(account));
    }
  }

  @Test
  void urls_carry_the_public_address_and_quotas_can_be_switched_off(@TempDir Path folder)
      throws IOException {
    Map<String, String> flags =
        Map.of("assets.publicUrl", "http://files.example.com:8081", "assets.quotas", "false");
    try (Installation own = Installation.start(folder, flags);
        DataExchangeAsyncClient there = DataExchangeCalls.client("111122223333", own.uri());
        S3Objects s3 = new S3Objects(own.s3("111122223333"))) {
      s3.createBucket(IN);
      s3.put(IN, "small", "by any name".getBytes(StandardCharsets.UTF_8));
      DataExchangeRows.dataSets(own.database(), "111122223333", 3000);
      String set = dataSet(there, AssetType.S3_SNAPSHOT).id();
      String revision = revision(there, set);
      DataExchangeRows.assets(own.database(), revision, 10_000);
      assertThat(imported(there, set, revision, "small").state()).isEqualTo(State.COMPLETED);
      String asset =
          call(there.listRevisionAssets(r -> r.dataSetId(set).revisionId(revision).maxResults(1)))
              .assets()
              .get(0)
              .id();
      URI url = URI.create(urlExport(there, set, revision, asset));

      assertThat(url.getAuthority()).isEqualTo("files.example.com:8081");
      assertThat(throughProxy(own.uri(), url)).contains(" 200 ").endsWith("by any name");
    }
  }

  private static String urlExport(
      DataExchangeAsyncClient from, String set, String revision, String asset) {
    return DataExchangeCalls.run(from, exportToUrl(set, revision, asset))
        .details()
        .exportAssetToSignedUrl()
        .signedUrl();
  }

  /** A proxy to another address with the same Host and path, as a load balancer is. */
  private static String throughProxy(URI server, URI url) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
      String request =
          "GET %s?%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(url.getRawPath(), url.getRawQuery(), url.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @BeforeAll
  static void start() {
    objects.put(IN, "small", new byte[] {1, 2, 3});
  }

  private static GetJobResponse imported(
      DataExchangeAsyncClient to, String set, String revision, String... keys) {
    return DataExchangeCalls.imported(to, set, revision, IN, keys);
  }
}
