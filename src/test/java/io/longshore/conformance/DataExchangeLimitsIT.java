package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeWalk.call;
import static io.longshore.conformance.DataExchangeWalk.dataSet;
import static io.longshore.conformance.DataExchangeWalk.refused;
import static io.longshore.conformance.DataExchangeWalk.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.identity.Key;
import io.longshore.identity.SignedRequest;
import io.longshore.identity.Signer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Code;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.JobErrorLimitName;
import software.amazon.awssdk.services.dataexchange.model.LimitName;
import software.amazon.awssdk.services.dataexchange.model.ListRevisionAssetsResponse;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/**
 * Quotas, tags of imported assets, encryption, pages while assets arrive, and the public address.
 */
class DataExchangeLimitsIT {

  private static final String KMS = "arn:aws:kms:us-east-1:777788889999:key/86b5169f-01dc-4a6f";

  /** The newest model's; this SDK's does not have it yet. */
  private static final JsonArray TAGS =
      new JsonArray()
          .add(new JsonObject().put("Key", "team").put("Value", "grain"))
          .add(new JsonObject().put("Key", "tier").put("Value", "1"));

  private static final String FILL_SETS =
      """
      insert into dataexchange_data_set
             (id, account, region, asset_type, name, description, tags, created_at, updated_at)
      select md5('quota' || n), '%s', 'us-east-1', 'S3_SNAPSHOT', 'n', 'd', '{}', now(), now()
        from generate_series(1, %d) n""";
  private static final String FILL_REVISION =
      """
      insert into dataexchange_asset
             (id, revision, name, type, details, object_key, tags, created_at, updated_at)
      select md5('%1$s' || n), '%1$s', 'filler-' || n, 'S3_SNAPSHOT',
             '{"S3SnapshotAsset":{"Size":1.0}}', 'none', '{}', now(), now()
        from generate_series(1, %2$d) n""";

  private static final String FILL_SET =
      """
      insert into dataexchange_revision (id, data_set, tags, created_at, updated_at)
      select md5('%1$s' || n), '%1$s', '{}', now(), now() from generate_series(1, %2$d) n""";

  /** Jobs of the engine that are in progress, for nobody was given anything to do for them. */
  private static final String FILL_JOBS =
      """
      with made as (
        insert into dataexchange_job
               (id, account, region, type, data_set, details, created_at, updated_at, started_at)
        select md5('%1$s%2$s' || n), '%1$s', 'us-east-1', '%2$s', 'none', '{}', now(), now(), now()
          from generate_series(1, %3$d) n
        returning *)
      insert into job (id, account, region, type, container, spec, word, pieces)
      select id::uuid, account, region, 'dataexchange.import', data_set, '{}', 'IN_PROGRESS', 0
        from made""";

  private static DataExchangeAsyncClient client;
  private static S3Objects objects;

  @BeforeAll
  static void start() {
    client = DataExchangeWalk.client("777788889999");
    objects = new S3Objects(Installation.shared().s3());
    objects.createBucket("dx-limits");
    objects.put("dx-limits", "small", new byte[] {1, 2, 3});
  }

  @AfterAll
  static void stop() {
    client.close();
    objects.close();
  }

  @Test
  void the_3001st_data_set_is_refused_with_the_limits_name_and_value() throws Exception {
    String account = "888899990000";
    sql(Installation.shared().database(), FILL_SETS.formatted(account, 2999));
    try (DataExchangeAsyncClient full = DataExchangeWalk.client(account)) {
      dataSet(full, AssetType.S3_SNAPSHOT);
      ServiceLimitExceededException limit =
          refused(
              ServiceLimitExceededException.class,
              402,
              () ->
                  full.createDataSet(
                      r -> r.assetType(AssetType.S3_SNAPSHOT).name("n").description("d")));
      assertThat(limit.limitName()).isEqualTo(LimitName.DATA_SETS_PER_ACCOUNT);
      assertThat(limit.limitValue()).isEqualTo(3000.0);
    }
  }

  @Test
  void the_10001st_asset_of_a_revision_ends_its_job_in_error_with_the_limit() throws Exception {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    sql(Installation.shared().database(), FILL_REVISION.formatted(revision, 9999));
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
  void a_revision_over_the_limit_of_its_data_set_is_refused_until_another_is_deleted()
      throws Exception {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    sql(Installation.shared().database(), FILL_SET.formatted(set, 9_999));
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
  void a_job_over_the_limit_of_those_in_progress_ends_in_error_and_the_next_may_begin()
      throws Exception {
    String account = "888899990001";
    DatabaseConfig database = Installation.shared().database();
    try (DataExchangeAsyncClient busy = DataExchangeWalk.client(account)) {
      String set = dataSet(busy, AssetType.S3_SNAPSHOT).id();
      String revision = revision(busy, set);
      sql(database, FILL_JOBS.formatted(account, "IMPORT_ASSETS_FROM_S3", 10));

      GetJobResponse over = imported(busy, set, revision, "small");

      assertThat(over.state()).isEqualTo(State.ERROR);
      JobError error = over.errors().get(0);
      assertThat(error.code()).isEqualTo(Code.SERVICE_QUOTA_EXCEEDED_EXCEPTION);
      assertThat(error.limitValue()).isEqualTo(10.0);
      assertThat(error.limitName()).isNull(); // the model has no name for it here
      assertThat(error.message())
          .contains("Concurrent in progress jobs to import assets from Amazon S3");
      refused(ConflictException.class, 409, () -> busy.startJob(r -> r.jobId(over.id())));
      refused(ConflictException.class, 409, () -> busy.cancelJob(r -> r.jobId(over.id())));

      sql(
          database,
          "delete from job where id = md5('%sIMPORT_ASSETS_FROM_S31')::uuid".formatted(account));
      assertThat(imported(busy, set, revision, "small").state()).isEqualTo(State.COMPLETED);
    } finally {
      sql(
          database,
          "delete from job where account = '%s' and container = 'none'".formatted(account));
    }
  }

  @Test
  void assets_come_with_the_tags_of_their_job() throws Exception {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    JsonObject sources =
        new JsonObject()
            .put("DataSetId", set)
            .put("RevisionId", revision)
            .put(
                "AssetSources",
                new JsonArray()
                    .add(new JsonObject().put("Bucket", "dx-limits").put("Key", "small")));
    JsonObject body =
        new JsonObject()
            .put("Type", "IMPORT_ASSETS_FROM_S3")
            .put("AssetConfiguration", new JsonObject().put("Tags", TAGS))
            .put("Details", new JsonObject().put("ImportAssetsFromS3", sources));
    JsonObject job = created(body);
    assertThat(job.getJsonObject("AssetConfiguration").getJsonArray("Tags")).isEqualTo(TAGS);
    GetJobResponse done = DataExchangeWalk.run(client, job.getString("Id"));

    assertThat(done.state()).isEqualTo(State.COMPLETED);
    String arn = assets(set, revision).get(0).arn();
    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags())
        .isEqualTo(Map.of("team", "grain", "tier", "1"));
  }

  @Test
  void an_encrypted_export_ends_well_where_s3_cannot_and_keeps_what_was_asked_for()
      throws Exception {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    imported(client, set, revision, "small");
    for (Map.Entry<String, String> asked : Map.of("aws:kms", KMS, "AES256", "AES256").entrySet()) {
      boolean kms = asked.getKey().equals("aws:kms");
      String job =
          call(client.createJob(
                  r ->
                      r.type(Type.EXPORT_REVISIONS_TO_S3)
                          .details(
                              d ->
                                  d.exportRevisionsToS3(
                                      e ->
                                          e.dataSetId(set)
                                              .encryption(
                                                  with ->
                                                      with.type(asked.getKey())
                                                          .kmsKeyArn(kms ? KMS : null))
                                              .revisionDestinations(
                                                  to ->
                                                      to.bucket("dx-limits")
                                                          .revisionId(revision)
                                                          .keyPattern("out/${Asset.Name}"))))))
              .id();
      assertThat(DataExchangeWalk.run(client, job).state()).isEqualTo(State.COMPLETED);
      assertThat(
              sql(
                  Installation.shared().database(),
                  "select kms_key_arn from task where job = '%s' and key is not null"
                      .formatted(job)))
          .containsExactly(asked.getValue());
    }
  }

  @Test
  void pages_show_each_asset_once_that_was_there_while_others_arrive() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    String[] names = IntStream.range(10, 50).mapToObj(i -> "p-" + i).toArray(String[]::new);
    for (String name : names) {
      objects.put("dx-limits", name, new byte[1]);
    }
    List.of("p-00", "p-305", "p-99").forEach(late -> objects.put("dx-limits", late, new byte[1]));
    imported(client, set, revision, names);
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListRevisionAssetsResponse page =
          call(
              client.listRevisionAssets(
                  r -> r.dataSetId(set).revisionId(revision).maxResults(15).nextToken(from)));
      page.assets().forEach(asset -> seen.add(asset.name()));
      token = page.nextToken();
      if (token != null) {
        imported(client, set, revision, "p-00", "p-305", "p-99");
      }
    } while (token != null);

    assertThat(seen).contains(names).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(seen.stream().filter(List.of(names)::contains)).hasSize(names.length);
    assertThat(new TreeSet<>(assets(set, revision).stream().map(AssetEntry::id).toList()))
        .hasSize(names.length + 6);
  }

  @Test
  void urls_carry_the_public_address_and_quotas_can_be_switched_off(@TempDir Path folder)
      throws Exception {
    Map<String, String> flags =
        Map.of("assets.publicUrl", "http://files.example.com:8081", "assets.quotas", "false");
    try (Installation own = Installation.start(folder, flags);
        DataExchangeAsyncClient there = DataExchangeWalk.client("111122223333", own.uri());
        S3Objects s3 = new S3Objects(own.s3())) {
      s3.createBucket("dx-limits");
      s3.put("dx-limits", "small", "by any name".getBytes(StandardCharsets.UTF_8));
      sql(own.database(), FILL_SETS.formatted("111122223333", 3000));
      String set = dataSet(there, AssetType.S3_SNAPSHOT).id();
      String revision = revision(there, set);
      sql(own.database(), FILL_REVISION.formatted(revision, 10_000));
      assertThat(imported(there, set, revision, "small").state()).isEqualTo(State.COMPLETED);
      String asset =
          call(there.listRevisionAssets(r -> r.dataSetId(set).revisionId(revision).maxResults(1)))
              .assets()
              .get(0)
              .id();
      URI url = URI.create(lent(there, set, revision, asset));

      assertThat(url.getAuthority()).isEqualTo("files.example.com:8081");
      assertThat(throughProxy(own.uri(), url)).contains(" 200 ").endsWith("by any name");
    }
  }

  private static JsonObject created(JsonObject job) throws Exception {
    URI server = Installation.shared().uri();
    byte[] body = job.toBuffer().getBytes();
    SignedRequest signed =
        new Signer(new Key("777788889999", "test", "777788889999", true), InstantSource.system())
            .sign(
                new SignedRequest(
                    "POST", "/v1/jobs", List.of(Map.entry("Host", server.getAuthority())), body),
                "us-east-1",
                "dataexchange");
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/v1/jobs"));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(201);
    return new JsonObject(Buffer.buffer(answer.body()));
  }

  private static String lent(
      DataExchangeAsyncClient from, String set, String revision, String asset) {
    String job =
        call(from.createJob(
                r ->
                    r.type(Type.EXPORT_ASSET_TO_SIGNED_URL)
                        .details(
                            d ->
                                d.exportAssetToSignedUrl(
                                    e -> e.dataSetId(set).revisionId(revision).assetId(asset)))))
            .id();
    return DataExchangeWalk.run(from, job).details().exportAssetToSignedUrl().signedUrl();
  }

  /** What a load balancer does: another address, the same Host and path. */
  private static String throughProxy(URI server, URI url) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
      String request =
          "GET %s?%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(url.getRawPath(), url.getRawQuery(), url.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static GetJobResponse imported(
      DataExchangeAsyncClient to, String set, String revision, String... keys) {
    return DataExchangeWalk.imported(to, set, revision, "dx-limits", keys);
  }

  private static List<AssetEntry> assets(String set, String revision) {
    return call(client.listRevisionAssets(
            r -> r.dataSetId(set).revisionId(revision).maxResults(200)))
        .assets();
  }

  /** The first column of what it brings. */
  private static List<String> sql(DatabaseConfig database, String statement) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        Statement run = connection.createStatement()) {
      if (run.execute(statement)) {
        ResultSet rows = run.getResultSet();
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
