package io.longshore.objectstore;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.CreateTrainingDatasetRequest;
import software.amazon.awssdk.services.cleanroomsml.model.DatasetType;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** What roles may do beside an S3 of others, in all services. */
@Timeout(180)
class RolesIT {

  private static final String ACCOUNT = "111122223333";
  private static final String OWN = "arn:aws:iam::111122223333:role/export";
  private static final String ELSEWHERE = "arn:aws:iam::111122223333:role/elsewhere";
  private static final String UNKNOWN = "arn:aws:iam::111122223333:role/unknown";
  private static final String THEIRS = "arn:aws:iam::444455556666:role/export";
  private static final String BUCKET = "roles-it";
  private static final String OPEN = "s3://roles-it/open/";
  private static final String CLOSED = "s3://roles-it/closed/";

  @TempDir Path temp;
  private final Vertx vertx = Vertx.vertx();
  private final Queue<Map<String, String>> asked = new ConcurrentLinkedQueue<>();
  private final DatabaseConfig database = Backends.freshDatabase();
  private HttpServer busyS3;

  /** An S3 that has no time. */
  @BeforeEach
  void start() {
    busyS3 =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      Map<String, String> headers = new HashMap<>();
                      request
                          .headers()
                          .forEach(h -> headers.put(h.getKey().toLowerCase(), h.getValue()));
                      asked.add(headers);
                      request.response().setStatusCode(503).end();
                    })
                .listen(0, "127.0.0.1"));
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(BUCKET);
      objects.createBucket("roles-it-assets");
      objects.put(BUCKET, "open/a.csv", "ChannelType,Id\n".getBytes(StandardCharsets.UTF_8));
      objects.put(BUCKET, "closed/a.csv", "ChannelType,Id\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void a_role_may_what_the_configuration_says_in_every_service() throws Exception {
    JsonObject roles = roles();
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles))) {
      pinpoint(server);
      personalize(server);
      cleanRooms(server);
      dataExchange(server);
    }
  }

  private void pinpoint(Installation server) {
    PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server).build();
    String app = app(client);
    for (String role : List.of(THEIRS, UNKNOWN)) {
      refused(BadRequestException.class, role, () -> export(client, app, role, OPEN));
      refused(BadRequestException.class, role, () -> imported(client, app, role, OPEN));
    }
    for (String place :
        List.of(
            CLOSED,
            "s3://roles-it",
            "s3://roles-it/open",
            "s3://other/open/",
            "s3://roles-it-assets/assets/")) {
      refused(
          BadRequestException.class, "may not use " + place, () -> export(client, app, OWN, place));
      refused(
          BadRequestException.class,
          "may not use " + place,
          () -> imported(client, app, OWN, place));
    }
    assertThat(client.getExportJobs(r -> r.applicationId(app)).join().exportJobsResponse().item())
        .isEmpty();
    assertThat(client.getImportJobs(r -> r.applicationId(app)).join().importJobsResponse().item())
        .isEmpty();

    String id = export(client, app, OWN, OPEN).join();
    assertThat(ended(client, app, id).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    imported(client, app, OWN, "s3://roles-it/open/a.csv").join();
  }

  private void personalize(Installation server) {
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server).build();
    String none = "arn:aws:personalize:us-east-1:111122223333:dataset/none/INTERACTIONS";
    String noGroup = "arn:aws:personalize:us-east-1:111122223333:dataset-group/none";
    List<BiFunction<String, String, CompletableFuture<?>>> calls =
        List.of(
            (role, place) ->
                client.createDatasetExportJob(
                    r ->
                        r.jobName("j")
                            .datasetArn(none)
                            .roleArn(role)
                            .jobOutput(o -> o.s3DataDestination(s -> s.path(place)))),
            (role, place) ->
                client.createDatasetImportJob(
                    r ->
                        r.jobName("j")
                            .datasetArn(none)
                            .roleArn(role)
                            .dataSource(s -> s.dataLocation(place))),
            (role, place) ->
                client.createDataDeletionJob(
                    r ->
                        r.jobName("j")
                            .datasetGroupArn(noGroup)
                            .roleArn(role)
                            .dataSource(s -> s.dataLocation(place))));
    for (var call : calls) {
      refused(InvalidInputException.class, THEIRS, () -> call.apply(THEIRS, OPEN));
      refused(InvalidInputException.class, UNKNOWN, () -> call.apply(UNKNOWN, OPEN));
      refused(InvalidInputException.class, "may not use " + CLOSED, () -> call.apply(OWN, CLOSED));
      refused(
          software.amazon.awssdk.services.personalize.model.ResourceNotFoundException.class,
          "none",
          () -> call.apply(OWN, OPEN));
    }
  }

  private void cleanRooms(Installation server) {
    CleanRoomsMlAsyncClient client = client(CleanRoomsMlAsyncClient.builder(), server).build();
    Class<? extends Throwable> invalid =
        software.amazon.awssdk.services.cleanroomsml.model.ValidationException.class;
    refused(
        invalid,
        "may not use s3://closed/t/",
        () -> client.createTrainingDataset(r -> training(r, OWN, "closed")));
    refused(
        invalid, UNKNOWN, () -> client.createTrainingDataset(r -> training(r, UNKNOWN, BUCKET)));
    refused(
        software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException.class,
        THEIRS,
        () -> client.createTrainingDataset(r -> training(r, THEIRS, BUCKET)));
    assertThat(client.listTrainingDatasets(r -> {}).join().trainingDatasets()).isEmpty();
    client.createTrainingDataset(r -> training(r, OWN, BUCKET)).join();

    String arn = "arn:aws:cleanrooms-ml:us-east-1:111122223333:";
    refused(invalid, "may not use " + CLOSED, () -> generation(client, arn, CLOSED));
    refused(invalid, "may not use " + CLOSED, () -> configured(client, arn, CLOSED));
    for (Supplier<CompletableFuture<?>> call :
        List.<Supplier<CompletableFuture<?>>>of(
            () -> generation(client, arn, OPEN), () -> configured(client, arn, OPEN))) {
      refused(
          software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException.class,
          "none",
          call);
    }
  }

  private static void training(
      CreateTrainingDatasetRequest.Builder request, String role, String database) {
    request
        .name("t")
        .roleArn(role)
        .trainingData(
            data ->
                data.type(DatasetType.INTERACTIONS)
                    .inputConfig(
                        input ->
                            input
                                .schema(
                                    c -> c.columnName("u").columnTypes(ColumnType.USER_ID),
                                    c -> c.columnName("i").columnTypes(ColumnType.ITEM_ID),
                                    c -> c.columnName("t").columnTypes(ColumnType.TIMESTAMP))
                                .dataSource(
                                    s ->
                                        s.glueDataSource(
                                            g ->
                                                g.databaseName(database)
                                                    .tableName(
                                                        database.equals(BUCKET) ? "open" : "t")))));
  }

  private static CompletableFuture<?> generation(
      CleanRoomsMlAsyncClient client, String arn, String place) {
    return client.startAudienceGenerationJob(
        r ->
            r.name("g")
                .configuredAudienceModelArn(arn + "configured-audience-model/none")
                .seedAudience(s -> s.roleArn(OWN).dataSource(d -> d.s3Uri(place))));
  }

  private static CompletableFuture<?> configured(
      CleanRoomsMlAsyncClient client, String arn, String place) {
    return client.createConfiguredAudienceModel(
        r ->
            r.name("c")
                .audienceModelArn(arn + "audience-model/none")
                .sharedAudienceMetricsWithStrings("ALL")
                .outputConfig(
                    o -> o.roleArn(OWN).destination(d -> d.s3Destination(s -> s.s3Uri(place)))));
  }

  private void dataExchange(Installation server) {
    DataExchangeAsyncClient client = client(DataExchangeAsyncClient.builder(), server).build();
    Class<? extends Throwable> invalid =
        software.amazon.awssdk.services.dataexchange.model.ValidationException.class;
    String set =
        client
            .createDataSet(r -> r.assetType(AssetType.S3_SNAPSHOT).name("d").description("d"))
            .join()
            .id();
    String revision = client.createRevision(r -> r.dataSetId(set)).join().id();
    refused(
        invalid,
        "may not use s3://roles-it/closed/a.csv",
        () -> assets(client, set, revision, "closed/a.csv"));
    refused(
        invalid,
        "may not use s3://roles-it/closed/",
        () -> revisions(client, set, revision, "closed/${Asset.Name}"));
    refused(
        invalid,
        "may not use s3://roles-it/",
        () -> revisions(client, set, revision, "${Asset.Name}"));
    refused(
        invalid,
        "may not use s3://roles-it/closed/",
        () ->
            client.createEventAction(
                r ->
                    r.event(e -> e.revisionPublished(p -> p.dataSetId(set)))
                        .action(
                            a ->
                                a.exportRevisionToS3(
                                    x ->
                                        x.revisionDestination(
                                            d ->
                                                d.bucket(BUCKET)
                                                    .keyPattern("closed/${Asset.Name}"))))));
    assertThat(client.listJobs(r -> {}).join().jobs()).isEmpty();

    String job = assets(client, set, revision, "open/a.csv").join().id();
    client.startJob(r -> r.jobId(job)).join();
    assertThat(
            until(
                () -> client.getJob(r -> r.jobId(job)).join().stateAsString(),
                s -> !s.equals("IN_PROGRESS") && !s.equals("WAITING")))
        .isEqualTo("COMPLETED");
  }

  private static CompletableFuture<CreateJobResponse> assets(
      DataExchangeAsyncClient client, String set, String revision, String key) {
    return client.createJob(
        r ->
            r.type(Type.IMPORT_ASSETS_FROM_S3)
                .details(
                    d ->
                        d.importAssetsFromS3(
                            i ->
                                i.dataSetId(set)
                                    .revisionId(revision)
                                    .assetSources(s -> s.bucket(BUCKET).key(key)))));
  }

  private static CompletableFuture<?> revisions(
      DataExchangeAsyncClient client, String set, String revision, String pattern) {
    return client.createJob(
        r ->
            r.type(Type.EXPORT_REVISIONS_TO_S3)
                .details(
                    d ->
                        d.exportRevisionsToS3(
                            e ->
                                e.dataSetId(set)
                                    .revisionDestinations(
                                        t ->
                                            t.revisionId(revision)
                                                .bucket(BUCKET)
                                                .keyPattern(pattern)))));
  }

  @Test
  void a_job_goes_to_its_roles_own_s3_and_fails_once_the_role_is_taken_out() throws Exception {
    String job;
    String app;
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles()))) {
      PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server).build();
      app = app(client);
      job = export(client, app, ELSEWHERE, OPEN).join();
      until(asked::peek, headers -> headers != null);
    }
    assertThat(asked.peek())
        .containsEntry("x-amz-expected-bucket-owner", ACCOUNT)
        .hasEntrySatisfying(
            "authorization",
            text -> assertThat(text).contains("AKIDROLE/").contains("/eu-west-1/s3/"));

    JsonObject fewer = roles();
    fewer.remove(ELSEWHERE);
    try (Installation server = Installation.start(temp.resolve("data"), flags(fewer))) {
      PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server).build();
      ExportJobResponse failed = ended(client, app, job);
      assertThat(failed.jobStatus()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.failures().toString())
          .contains(ELSEWHERE + " is not among the roles of the configuration");
    }
  }

  private JsonObject roles() {
    return new JsonObject()
        .put(OWN, new JsonObject().put("allowed", OPEN))
        .put(THEIRS, new JsonObject().put("allowed", "s3://*"))
        .put(
            "arn:aws:iam::111122223333:role/dataexchange",
            new JsonObject().put("allowed", new JsonArray().add(OPEN)))
        .put(
            ELSEWHERE,
            new JsonObject()
                .put("endpoint", "http://127.0.0.1:" + busyS3.actualPort())
                .put("region", "eu-west-1")
                .put("accessKey", "AKIDROLE")
                .put("secretKey", "hush")
                .put("bucketOwner", ACCOUNT)
                .put("allowed", OPEN));
  }

  private Map<String, String> flags(JsonObject roles) throws Exception {
    S3Config s3 = Backends.s3();
    Path keys = Files.writeString(temp.resolve("keys"), "AKIDA hush " + ACCOUNT + "\n");
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", database.url());
    flags.put("database.user", database.user());
    flags.put("database.password", database.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    flags.put("assets.bucket", "roles-it-assets");
    flags.put("auth.keys_FILE", keys.toString());
    flags.put("roles", roles.encode());
    return flags;
  }

  private static String app(PinpointAsyncClient client) {
    return client
        .createApp(r -> r.createApplicationRequest(c -> c.name("roles")))
        .join()
        .applicationResponse()
        .id();
  }

  private static CompletableFuture<String> export(
      PinpointAsyncClient client, String app, String role, String place) {
    return client
        .createExportJob(
            r -> r.applicationId(app).exportJobRequest(e -> e.roleArn(role).s3UrlPrefix(place)))
        .thenApply(job -> job.exportJobResponse().id());
  }

  private static CompletableFuture<?> imported(
      PinpointAsyncClient client, String app, String role, String place) {
    return client.createImportJob(
        r ->
            r.applicationId(app)
                .importJobRequest(
                    i -> i.roleArn(role).s3Url(place).format("CSV").registerEndpoints(true)));
  }

  private ExportJobResponse ended(PinpointAsyncClient client, String app, String job) {
    return until(
        () -> client.getExportJob(r -> r.applicationId(app).jobId(job)).join().exportJobResponse(),
        now -> now.jobStatus() == JobStatus.FAILED || now.jobStatus() == JobStatus.COMPLETED);
  }

  private <T> T until(Supplier<T> question, Predicate<T> wish) {
    T answer = question.get();
    for (int look = 0; look < 600 && !wish.test(answer); look++) {
      await(vertx.timer(100).mapEmpty());
      answer = question.get();
    }
    assertThat(wish.test(answer)).as("%s", answer).isTrue();
    return answer;
  }

  private static void refused(
      Class<? extends Throwable> type, String message, Supplier<CompletableFuture<?>> call) {
    Throwable failure = catchThrowable(() -> call.get().join());
    assertThat(failure.getCause()).isInstanceOf(type).hasMessageContaining(message);
  }

  private static <B extends AwsClientBuilder<B, ?>> B client(B builder, Installation server) {
    return builder
        .endpointOverride(server.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDA", "hush")))
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }
}
