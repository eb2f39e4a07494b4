package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.conformance.RawCalls.Reply;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server sends no request to an address from a request; it only calls the configured S3. */
@Timeout(120)
class NoFetchIT {

  private static final String ACCOUNT =
      "71%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/r";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger reached = new AtomicInteger();
  private RawCalls calls;
  private String forbiddenUrl;

  @BeforeEach
  void start() throws Exception {
    calls = new RawCalls();
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .connectionHandler(connection -> reached.incrementAndGet())
                .requestHandler(request -> request.response().end("{}"))
                .listen(0, "127.0.0.1"));
    forbiddenUrl = "http://127.0.0.1:" + server.actualPort() + "/latest/meta-data";
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  /** Known ways to escape from S3 or from a prefix. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://example.com/x",
        "file:///etc/passwd",
        "s3://169.254.169.254/x",
        "s3://2852039166:80/x",
        "s3://0xa9fea9fe@x/",
        "s3://[::ffff:169.254.169.254]/x",
        "s3://127.0.0.1/x",
        "s3://localhost:9000/x",
        "s3://user@bucket-1/x",
        "s3://bucket-1#x/y",
        "s3://bucket-1?x/y",
        "s3://bucket-1\r\nHost: evil/x",
        "s3://bucket-1/a/../../other/x",
        "s3://bucket-1/../x",
        "s3://bucket-1/a/./x",
        "s3://bucket-1/a\u0000b",
        "s3://..%2f/x",
        "s3:///x",
        "s3://",
        "s3:\\\\bucket-1\\x"
      })
  void a_location_outside_s3_is_refused_by_every_service(String place) {
    String app = made("pinpoint.CreateApp", "{'Name':'escapes'}", Map.of()).json().getString("Id");
    Map<String, String> in = Map.of("applicationId", app);
    String text = new JsonArray().add(place).encode();
    String quoted = text.substring(1, text.length() - 1);
    List<Reply> replies = new ArrayList<>();
    replies.add(call("pinpoint.CreateExportJob", "{'RoleArn':'%s','S3UrlPrefix':%s}", quoted, in));
    replies.add(
        call("pinpoint.CreateImportJob", "{'RoleArn':'%s','Format':'CSV','S3Url':%s}", quoted, in));
    String arn = "arn:aws:personalize:us-east-1:" + ACCOUNT + ":dataset";
    replies.add(
        call(
            "personalize.CreateDatasetExportJob",
            "{'jobName':'j','roleArn':'%s','jobOutput':{'s3DataDestination':{'path':%s}},'datasetArn':'"
                + arn
                + "/n/ITEMS'}",
            quoted,
            in));
    replies.add(
        call(
            "personalize.CreateDatasetImportJob",
            "{'jobName':'j','roleArn':'%s','dataSource':{'dataLocation':%s},'datasetArn':'"
                + arn
                + "/n/ITEMS'}",
            quoted,
            in));
    replies.add(
        call(
            "personalize.CreateDataDeletionJob",
            "{'jobName':'j','roleArn':'%s','dataSource':{'dataLocation':%s},'datasetGroupArn':'"
                + arn
                + "-group/n'}",
            quoted,
            in));
    String ml = "arn:aws:cleanrooms-ml:us-east-1:" + ACCOUNT + ":";
    replies.add(
        call(
            "cleanroomsml.StartAudienceGenerationJob",
            "{'name':'n','seedAudience':{'roleArn':'%s','dataSource':{'s3Uri':%s}},'configuredAudienceModelArn':'"
                + ml
                + "configured-audience-model/n'}",
            quoted,
            in));
    replies.add(
        call(
            "cleanroomsml.CreateConfiguredAudienceModel",
            "{'name':'n','sharedAudienceMetrics':['ALL'],'outputConfig':{'roleArn':'%s','destination':{'s3Destination':{'s3Uri':%s}}},'audienceModelArn':'"
                + ml
                + "audience-model/n'}",
            quoted,
            in));
    replies.addAll(ofDataExchange(quoted, in));

    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
              assertThat(reply.body()).doesNotContainIgnoringCase("NotFound");
            });
  }

  /** Requests of this service name buckets and keys separately and take no URL. */
  private List<Reply> ofDataExchange(String quoted, Map<String, String> in) {
    String id = "0123456789abcdef0123456789abcdef";
    String job =
        "{'Type':'IMPORT_ASSETS_FROM_S3','Details':{'ImportAssetsFromS3':{'DataSetId':'" + id;
    String sources = "','RevisionId':'" + id + "','AssetSources':[";
    return List.of(
        call("dataexchange.CreateJob", job + sources + "{'Bucket':%2$s,'Key':'k'}]}}}", quoted, in),
        call(
            "dataexchange.CreateJob",
            job + sources + "{'Bucket':'bucket-1','Key':'../k'}]}}}",
            quoted,
            in));
  }

  @Test
  void urls_in_requests_are_never_fetched() {
    Map<String, String> app =
        Map.of(
            "applicationId",
            made("pinpoint.CreateApp", "{'Name':'urls'}", Map.of()).json().getString("Id"));
    String quoted = "\"" + forbiddenUrl + "\"";
    call("pinpoint.CreateImportJob", "{'RoleArn':'%s','Format':'CSV','S3Url':%s}", quoted, app);
    call("pinpoint.CreateExportJob", "{'RoleArn':'%s','S3UrlPrefix':%s}", quoted, app);
    call(
        "pinpoint.UpdateApplicationSettings",
        "{'CampaignHook':{'Mode':'FILTER','WebUrl':%2$s,'LambdaFunctionName':%2$s}}",
        quoted,
        app);
    call("pinpoint.PutEventStream", "{'RoleArn':'%s','DestinationStreamArn':%s}", quoted, app);
    call(
        "pinpoint.PutEventStream",
        "{'RoleArn':'%s','DestinationStreamArn':'arn:aws:kinesis:us-east-1:111122223333:stream/s'}",
        quoted,
        app);
    call(
        "pinpoint.PutEvents",
        "{'BatchItem':{'e':{'Endpoint':{'ChannelType':'CUSTOM','Address':%2$s},'Events':{'e':{'EventType':'t','Timestamp':'2026-11-22T00:00:00Z'}}}}}",
        quoted,
        app);
    call("personalize.CreateSchema", "{'name':'n','schema':%2$s}", quoted, app);
    call(
        "dataexchange.CreateJob",
        "{'Type':'IMPORT_ASSET_FROM_API_GATEWAY_API','Details':{'ImportAssetFromApiGatewayApi':{'ApiDescription':%2$s,'ApiId':'a','ApiName':%2$s,'ApiSpecificationMd5Hash':'AAAAAAAAAAAAAAAAAAAAAA==','DataSetId':'d','ProtocolType':'REST','RevisionId':'r','Stage':'s'}}}",
        quoted,
        app);

    assertThat(reached).hasValue(0);
  }

  @Test
  void a_redirect_of_s3_is_not_followed() {
    HttpServer redirectingS3 =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .setStatusCode(307)
                            .putHeader("Location", forbiddenUrl)
                            .end())
                .listen(0, "127.0.0.1"));
    S3Config config =
        new S3Config(
            Optional.of(URI.create("http://127.0.0.1:" + redirectingS3.actualPort())),
            "us-east-1",
            Optional.of("k"),
            Optional.of("s"),
            true);
    try (S3ObjectStore store = new S3ObjectStore(vertx, config, S3Timeouts.DEFAULT, true)) {
      failure(store.head("b-1", "k"));
      failure(store.read(Source.of("b-1", "k")));
      failure(store.createUpload("b-1", "k", "text/plain", Map.of()));
    }
    assertThat(reached).hasValue(0);
  }

  private Reply made(String operation, String body, Map<String, String> parameters) {
    Reply reply = calls.call(ACCOUNT, operation, parameters, body.replace('\'', '"'));
    assertThat(reply.status()).as(reply.toString()).isLessThan(300);
    return reply;
  }

  /**
   * @param template JSON; the first %s is the role, the second is the quoted location
   */
  private Reply call(
      String operation, String template, String quoted, Map<String, String> parameters) {
    String body = template.replace('\'', '"').formatted(ROLE, quoted);
    Reply reply = calls.call(ACCOUNT, operation, parameters, body);
    assertThat(reply.status()).as(operation + " " + reply).isLessThan(500);
    return reply;
  }
}
