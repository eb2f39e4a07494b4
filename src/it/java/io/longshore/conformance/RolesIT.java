package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeRequests.byPattern;
import static io.longshore.conformance.DataExchangeRequests.importing;
import static io.longshore.conformance.DataExchangeRequests.onPublication;
import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.CreateTrainingDatasetRequest;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** The permissions of roles in all services, with an S3 besides the embedded one. */
@Timeout(180)
class RolesIT extends RolesFixture {

  @Test
  void roles_have_their_configured_access_in_every_service() throws Exception {
    JsonObject roles = roles();
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles))) {
      pinpoint(server);
      personalize(server);
      cleanRooms(server);
      dataExchange(server);
      unusedRolesMustOnlyBelongToTheAccount(server);
    }
  }

  /** Roles for streams, keys and catalogues, which responses contain but no job uses. */
  private void unusedRolesMustOnlyBelongToTheAccount(Installation server) {
    PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
    PersonalizeAsyncClient personalize = client(PersonalizeAsyncClient.builder(), server);
    DataExchangeAsyncClient exchange = client(DataExchangeAsyncClient.builder(), server);
    String app = app(pinpoint);
    String set = DataExchangeCalls.dataSet(exchange, AssetType.LAKE_FORMATION_DATA_PERMISSION).id();
    String revision = DataExchangeCalls.revision(exchange, set);
    String stream = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    Function<String, CompletableFuture<?>> streams =
        role ->
            pinpoint.putEventStream(
                r ->
                    r.applicationId(app)
                        .writeEventStream(w -> w.destinationStreamArn(stream).roleArn(role)));
    Function<String, CompletableFuture<?>> groups =
        role ->
            personalize.createDatasetGroup(
                r ->
                    r.name("g")
                        .roleArn(role)
                        .kmsKeyArn("arn:aws:kms:us-east-1:111122223333:key/k"));
    Function<String, CompletableFuture<?>> catalogues =
        role -> exchange.createJob(tagPolicy(set, revision, role));
    refused(BadRequestException.class, THEIRS + " is not a role", () -> streams.apply(THEIRS));
    refused(InvalidInputException.class, THEIRS + " is not a role", () -> groups.apply(THEIRS));
    refused(
        software.amazon.awssdk.services.dataexchange.model.ValidationException.class,
        THEIRS + " is not a role",
        () -> catalogues.apply(THEIRS));
    streams.apply(UNKNOWN).join();
    groups.apply(UNKNOWN).join();
    catalogues.apply(UNKNOWN).join();
  }

  private static Consumer<CreateJobRequest.Builder> tagPolicy(
      String set, String revision, String role) {
    return r ->
        r.type(Type.IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY)
            .details(
                d ->
                    d.importAssetsFromLakeFormationTagPolicy(
                        i ->
                            i.dataSetId(set)
                                .revisionId(revision)
                                .catalogId(ACCOUNT)
                                .roleArn(role)
                                .database(
                                    b ->
                                        b.expression(e -> e.tagKey("k").tagValues("v"))
                                            .permissionsWithStrings("DESCRIBE"))));
  }

  private void pinpoint(Installation server) {
    PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server);
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
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
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
    CleanRoomsMlAsyncClient client = client(CleanRoomsMlAsyncClient.builder(), server);
    Class<? extends Throwable> invalid =
        software.amazon.awssdk.services.cleanroomsml.model.ValidationException.class;
    refused(
        invalid,
        "may not use s3://closed/t/",
        () -> client.createTrainingDataset(training(OWN, "closed", "t")));
    refused(
        invalid, UNKNOWN, () -> client.createTrainingDataset(training(UNKNOWN, BUCKET, "open")));
    refused(
        software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException.class,
        THEIRS,
        () -> client.createTrainingDataset(training(THEIRS, BUCKET, "open")));
    assertThat(client.listTrainingDatasets(r -> {}).join().trainingDatasets()).isEmpty();
    client.createTrainingDataset(training(OWN, BUCKET, "open")).join();

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

  private static Consumer<CreateTrainingDatasetRequest.Builder> training(
      String role, String database, String table) {
    return CleanRoomsMlCalls.dataset(ACCOUNT, "t", database, table).andThen(r -> r.roleArn(role));
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
    DataExchangeAsyncClient client = client(DataExchangeAsyncClient.builder(), server);
    Class<? extends Throwable> invalid =
        software.amazon.awssdk.services.dataexchange.model.ValidationException.class;
    String set = DataExchangeCalls.dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(client, set);
    refused(
        invalid,
        "may not use s3://roles-it/closed/a.csv",
        () -> client.createJob(importing(set, revision, BUCKET, "closed/a.csv")));
    refused(
        invalid,
        "may not use s3://roles-it/closed/",
        () -> client.createJob(byPattern(set, revision, BUCKET, "closed/${Asset.Name}")));
    refused(
        invalid,
        "may not use s3://roles-it/",
        () -> client.createJob(byPattern(set, revision, BUCKET, "${Asset.Name}")));
    refused(
        invalid,
        "may not use s3://roles-it/closed/",
        () -> client.createEventAction(onPublication(set, BUCKET, "closed/${Asset.Name}")));
    assertThat(client.listJobs(r -> {}).join().jobs()).isEmpty();

    assertThat(DataExchangeCalls.imported(client, set, revision, BUCKET, "open/a.csv").state())
        .isEqualTo(State.COMPLETED);
  }

  private static CompletableFuture<?> imported(
      PinpointAsyncClient client, String app, String role, String place) {
    return client.createImportJob(
        r ->
            r.applicationId(app)
                .importJobRequest(
                    i -> i.roleArn(role).s3Url(place).format("CSV").registerEndpoints(true)));
  }

  private static void refused(
      Class<? extends Throwable> type, String message, Supplier<CompletableFuture<?>> call) {
    assertThat(catchThrowable(() -> call(call.get())))
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }
}
