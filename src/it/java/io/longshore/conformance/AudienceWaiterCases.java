package io.longshore.conformance;

import static io.longshore.conformance.WaiterCases.ACCOUNT;
import static io.longshore.conformance.WaiterCases.BUCKET;
import static io.longshore.conformance.WaiterCases.LOST;
import static io.longshore.conformance.WaiterCases.ROLE;

import io.longshore.client.CleanRoomsMlWaiters;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;

/** The jobs and resources of Clean Rooms ML to wait for. */
final class AudienceWaiterCases {

  private static final int USERS = 400;

  private final CleanRoomsMlClient client;
  private final CleanRoomsMlWaiters waiters;
  private final List<WaiterCase> cases = new ArrayList<>();

  private AudienceWaiterCases(Installation server) {
    client = Sdk.client(CleanRoomsMlClient.builder(), server.uri(), ACCOUNT);
    waiters = CleanRoomsMlWaiters.of(client);
  }

  static void putFiles(S3Objects objects) {
    objects.put(BUCKET, "clicks/all.csv", TwoTasteData.csv(0, USERS));
    objects.put(BUCKET, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(USERS / 8)));
  }

  static List<WaiterCase> start(Installation server) {
    AudienceWaiterCases all = new AudienceWaiterCases(server);
    String model = all.addModel("clicks", "");
    all.addModel("nothing", "nothing");
    String configured = all.configured("here", model, BUCKET);
    String audience = all.addGeneration("found", configured, "seed.jsonl", "");
    all.addGeneration("lost", configured, "nowhere.jsonl", "nowhere.jsonl");
    all.addExport("first", audience, "");
    String elsewhere = all.configured("elsewhere", model, LOST);
    all.addExport("second", all.addGeneration("again", elsewhere, "seed.jsonl", ""), LOST);
    return all.cases;
  }

  private void add(String waiter, String parameter, String arn, String reason, Runnable inJava) {
    cases.add(new WaiterCase("cleanroomsml", waiter, Map.of(parameter, arn), reason, inJava));
  }

  private String addModel(String table, String reason) {
    String data =
        client
            .createTrainingDataset(CleanRoomsMlCalls.dataset(ACCOUNT, table, BUCKET, table))
            .trainingDatasetArn();
    Runnable ready = () -> waiters.waitUntilTrainingDatasetActive(r -> r.trainingDatasetArn(data));
    ready.run();
    add("TrainingDatasetActive", "trainingDatasetArn", data, "", ready);
    String model =
        client.createAudienceModel(r -> r.name(table).trainingDatasetArn(data)).audienceModelArn();
    Runnable trained = () -> waiters.waitUntilAudienceModelActive(r -> r.audienceModelArn(model));
    if (reason.isEmpty()) {
      trained.run();
    }
    add("AudienceModelActive", "audienceModelArn", model, reason, trained);
    return model;
  }

  private String configured(String name, String model, String bucket) {
    return client
        .createConfiguredAudienceModel(
            r ->
                r.name(name)
                    .audienceModelArn(model)
                    .outputConfig(
                        o ->
                            o.roleArn(ROLE)
                                .destination(
                                    d -> d.s3Destination(s -> s.s3Uri("s3://" + bucket + "/out"))))
                    .sharedAudienceMetrics(SharedAudienceMetrics.ALL)
                    .minMatchingSeedSize(25)
                    .audienceSizeConfig(
                        s ->
                            s.audienceSizeType(AudienceSizeType.ABSOLUTE)
                                .audienceSizeBins(50, 100)))
        .configuredAudienceModelArn();
  }

  private String addGeneration(String name, String configured, String seed, String reason) {
    String arn =
        client
            .startAudienceGenerationJob(
                r ->
                    r.name(name)
                        .configuredAudienceModelArn(configured)
                        .seedAudience(
                            a ->
                                a.roleArn(ROLE)
                                    .dataSource(s -> s.s3Uri("s3://" + BUCKET + "/" + seed))))
            .audienceGenerationJobArn();
    Runnable found =
        () -> waiters.waitUntilAudienceGenerationJobActive(r -> r.audienceGenerationJobArn(arn));
    if (reason.isEmpty()) {
      found.run();
    }
    add("AudienceGenerationJobActive", "audienceGenerationJobArn", arn, reason, found);
    return arn;
  }

  private void addExport(String name, String audience, String reason) {
    client.startAudienceExportJob(
        r ->
            r.name(name)
                .audienceGenerationJobArn(audience)
                .audienceSize(s -> s.type(AudienceSizeType.ABSOLUTE).value(50)));
    add(
        "AudienceExportJobActive",
        "audienceGenerationJobArn",
        audience,
        reason,
        () -> waiters.waitUntilAudienceExportJobActive(audience, name));
  }
}
