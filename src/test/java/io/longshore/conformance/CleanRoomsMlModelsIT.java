package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlWalk.call;
import static io.longshore.conformance.CleanRoomsMlWalk.column;
import static io.longshore.conformance.CleanRoomsMlWalk.dataset;
import static io.longshore.conformance.CleanRoomsMlWalk.refused;
import static io.longshore.conformance.CleanRoomsMlWalk.role;
import static io.longshore.conformance.CleanRoomsMlWalk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.GlueConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.CreateConfiguredAudienceModelRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.GetConfiguredAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.PolicyExistenceCondition;
import software.amazon.awssdk.services.cleanroomsml.model.PutConfiguredAudienceModelPolicyResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Audience models, configured audience models and their policies by AWS's own client. */
class CleanRoomsMlModelsIT {

  private static final String OWNER = "111155556666";
  private static final String OTHER = "222255556666";
  private static final String BUCKET = "cleanrooms-models";

  private static CleanRoomsMlServer server;
  private static Audiences owner;
  private static CleanRoomsMlAsyncClient other;
  private static String data;
  private static String model;

  @BeforeAll
  static void start() {
    server = new CleanRoomsMlServer(GlueConfig.defaults());
    server.objects.createBucket(BUCKET);
    server.objects.put(BUCKET, "clicks/all.csv", TwoTastes.csv(0, 200));
    owner = new Audiences(server.client(OWNER), OWNER, BUCKET);
    other = server.client(OTHER);
    data = owner.trainingDataset("clicks", "clicks");
    model = owner.model("all", data);
    assertThat(owner.trained(model).status()).isEqualTo(AudienceModelStatus.ACTIVE);
  }

  @AfterAll
  static void stop() {
    owner.client.close();
    other.close();
    server.close();
  }

  /** Lets that account start generation jobs. */
  static void allow(CleanRoomsMlAsyncClient client, String configured, String account) {
    call(
        client.putConfiguredAudienceModelPolicy(
            r ->
                r.configuredAudienceModelArn(configured)
                    .configuredAudienceModelPolicy(
                        policy("Allow", account, "StartAudienceGenerationJob", configured))));
  }

  private static String policy(String effect, String account, String action, String resource) {
    return """
        {"Version": "2012-10-17", "Statement": [{"Sid": "one", "Effect": "%s",
         "Principal": {"AWS": ["arn:aws:iam::%s:root"]}, "Action": "cleanrooms-ml:%s",
         "Resource": "%s"}]}"""
        .formatted(effect, account, action, resource);
  }

  @Test
  void a_model_shows_what_it_was_made_with_and_goes_once_nothing_uses_it() {
    Instant from = Instant.ofEpochSecond(1_700_000_000L);
    Instant to = Instant.ofEpochSecond(1_700_000_010L);
    String key = "arn:aws:kms:us-east-1:" + OWNER + ":key/k";
    String arn =
        call(owner.client.createAudienceModel(
                r ->
                    r.name("window")
                        .description("Ten seconds")
                        .trainingDatasetArn(data)
                        .trainingDataStartTime(from)
                        .trainingDataEndTime(to)
                        .kmsKeyArn(key)
                        .tags(Map.of("a", "b"))))
            .audienceModelArn();

    GetAudienceModelResponse trained = owner.trained(arn);
    assertThat(trained.status()).isEqualTo(AudienceModelStatus.ACTIVE);
    assertThat(trained.name()).isEqualTo("window");
    assertThat(trained.description()).isEqualTo("Ten seconds");
    assertThat(trained.trainingDatasetArn()).isEqualTo(data);
    assertThat(trained.trainingDataStartTime()).isEqualTo(from);
    assertThat(trained.trainingDataEndTime()).isEqualTo(to);
    assertThat(trained.kmsKeyArn()).isEqualTo(key);
    assertThat(trained.tags()).containsOnly(Map.entry("a", "b"));
    assertThat(trained.updateTime()).isAfterOrEqualTo(trained.createTime());
    assertThat(server.rows("select interactions from cleanroomsml_model where arn = $1", arn))
        .singleElement()
        .satisfies(row -> assertThat(row.getLong(0)).isLessThanOrEqualTo(200 * 11));
    String configured = owner.configured("uses window", arn);
    refused(
        ConflictException.class,
        409,
        () -> owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    refused(
        ConflictException.class,
        409,
        () -> owner.client.deleteTrainingDataset(r -> r.trainingDatasetArn(data)));
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(configured)));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    call(owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    until(
        () -> owner.client.listAudienceModels(r -> {}),
        list -> list.audienceModels().stream().noneMatch(m -> m.audienceModelArn().equals(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.getAudienceModel(r -> r.audienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    assertThat(server.rows("select from cleanroomsml_model where arn = $1", arn)).isEmpty();
  }

  @Test
  void models_are_refused_without_a_dataset_twice_by_a_name_and_for_a_window_that_ends_first() {
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.createAudienceModel(
                r -> r.name("x").trainingDatasetArn(data.replaceFirst("/.*", "/none"))));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.createAudienceModel(r -> r.name("x").trainingDatasetArn(data)));
    refused(
        ConflictException.class,
        409,
        () -> owner.client.createAudienceModel(r -> r.name("all").trainingDatasetArn(data)));
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.createAudienceModel(
                r ->
                    r.name("x")
                        .trainingDatasetArn(data)
                        .trainingDataStartTime(Instant.ofEpochSecond(2))
                        .trainingDataEndTime(Instant.ofEpochSecond(2))));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.getAudienceModel(r -> r.audienceModelArn(model)));
    refused(
        ValidationException.class,
        400,
        () -> owner.client.getAudienceModel(r -> r.audienceModelArn(data)));
    assertThat(call(owner.client.listAudienceModels(r -> {})).audienceModels())
        .extracting(AudienceModelSummary::name)
        .contains("all")
        .doesNotContain("x");
  }

  @Test
  void training_that_cannot_be_done_fails_and_says_what_to_do() {
    byte[] whole = TwoTastes.gzip(TwoTastes.csv(0, 50));
    server.objects.put(BUCKET, "broken/all.csv.gz", Arrays.copyOf(whole, whole.length / 2));
    server.objects.put(
        BUCKET, "bad/all.csv", "user,item,at\nu,i,yesterday\n".getBytes(StandardCharsets.UTF_8));
    String unknownColumn =
        call(owner.client.createTrainingDataset(
                dataset(
                    OWNER,
                    "unknown column",
                    BUCKET,
                    "clicks",
                    column("person", ColumnType.USER_ID),
                    column("item", ColumnType.ITEM_ID),
                    column("at", ColumnType.TIMESTAMP))))
            .trainingDatasetArn();

    untrained(unknownColumn, "person");
    untrained(owner.trainingDataset("missing", "missing"), "missing");
    untrained(owner.trainingDataset("broken", "broken"), "all.csv.gz");
    untrained(owner.trainingDataset("bad", "bad"), "yesterday");
  }

  private static void untrained(String dataset, String why) {
    String arn = owner.model("fails for " + why, dataset);
    GetAudienceModelResponse failed = owner.trained(arn);
    assertThat(failed.status()).isEqualTo(AudienceModelStatus.CREATE_FAILED);
    assertThat(failed.statusDetails().message()).contains(why);
    refused(
        ConflictException.class,
        409,
        () -> owner.client.createConfiguredAudienceModel(owner.configuration("no", arn)));
    call(owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
  }

  @Test
  void configured_models_are_created_shown_changed_and_deleted() {
    String arn =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration("whole", model)
                    .andThen(r -> r.description("All of it").tags(Map.of("a", "b")))))
            .configuredAudienceModelArn();

    GetConfiguredAudienceModelResponse shown =
        call(owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    assertThat(shown.name()).isEqualTo("whole");
    assertThat(shown.description()).isEqualTo("All of it");
    assertThat(shown.audienceModelArn()).isEqualTo(model);
    assertThat(shown.outputConfig().roleArn()).isEqualTo(role(OWNER));
    assertThat(shown.sharedAudienceMetrics()).containsExactly(SharedAudienceMetrics.ALL);
    assertThat(shown.minMatchingSeedSize()).isEqualTo(25);
    assertThat(shown.audienceSizeConfig().audienceSizeBins()).containsExactly(100, 500);
    assertThat(shown.childResourceTagOnCreatePolicy()).isNull();
    assertThat(shown.tags()).containsOnly(Map.entry("a", "b"));

    call(
        owner.client.updateConfiguredAudienceModel(
            r ->
                r.configuredAudienceModelArn(arn)
                    .minMatchingSeedSize(30)
                    .sharedAudienceMetrics(SharedAudienceMetrics.NONE)));
    GetConfiguredAudienceModelResponse changed =
        call(owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    assertThat(changed.minMatchingSeedSize()).isEqualTo(30);
    assertThat(changed.sharedAudienceMetrics()).containsExactly(SharedAudienceMetrics.NONE);
    assertThat(changed.description()).isEqualTo("All of it");
    assertThat(changed.audienceSizeConfig()).isEqualTo(shown.audienceSizeConfig());
    assertThat(changed.updateTime()).isAfterOrEqualTo(shown.updateTime());
    assertThat(call(owner.client.listConfiguredAudienceModels(r -> {})).configuredAudienceModels())
        .anyMatch(listed -> listed.configuredAudienceModelArn().equals(arn));
    assertThat(call(other.listConfiguredAudienceModels(r -> {})).configuredAudienceModels())
        .isEmpty();
    refused(
        AccessDeniedException.class,
        403,
        () -> other.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            other.updateConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(arn).minMatchingSeedSize(30)));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(arn).minMatchingSeedSize(30)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
  }

  @Test
  void a_configuration_that_cannot_work_is_refused() {
    var valid = owner.configuration("refused", model);

    invalid(valid.andThen(sizes(AudienceSizeType.PERCENTAGE, 50, 101)));
    invalid(valid.andThen(sizes(AudienceSizeType.ABSOLUTE, 50, 50)));
    invalid(valid.andThen(r -> r.minMatchingSeedSize(24)));
    invalid(valid.andThen(r -> r.outputConfig(to("s3://UPPER/", OWNER))));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            owner.client.createConfiguredAudienceModel(
                valid.andThen(r -> r.outputConfig(to("s3://bucket/", OTHER)))));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.createConfiguredAudienceModel(
                valid.andThen(r -> r.audienceModelArn(model.replaceFirst("/.*", "/none")))));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            other.createConfiguredAudienceModel(
                valid.andThen(r -> r.outputConfig(to("s3://bucket/", OTHER)))));
    String made = owner.configured("refused", model);
    refused(ConflictException.class, 409, () -> owner.client.createConfiguredAudienceModel(valid));
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r ->
                    r.configuredAudienceModelArn(made)
                        .audienceSizeConfig(
                            sizes ->
                                sizes
                                    .audienceSizeType(AudienceSizeType.PERCENTAGE)
                                    .audienceSizeBins(101))));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r ->
                    r.configuredAudienceModelArn(made)
                        .audienceModelArn(model.replaceFirst("/.*", "/none"))));
  }

  private static void invalid(Consumer<CreateConfiguredAudienceModelRequest.Builder> request) {
    refused(
        ValidationException.class, 400, () -> owner.client.createConfiguredAudienceModel(request));
  }

  private static Consumer<CreateConfiguredAudienceModelRequest.Builder> sizes(
      AudienceSizeType type, Integer... bins) {
    return r -> r.audienceSizeConfig(sizes -> sizes.audienceSizeType(type).audienceSizeBins(bins));
  }

  private static software.amazon.awssdk.services.cleanroomsml.model
          .ConfiguredAudienceModelOutputConfig
      to(String uri, String account) {
    return software.amazon.awssdk.services.cleanroomsml.model.ConfiguredAudienceModelOutputConfig
        .builder()
        .roleArn(role(account))
        .destination(to -> to.s3Destination(s3 -> s3.s3Uri(uri)))
        .build();
  }

  @Test
  void a_policy_is_put_by_its_hash_and_by_whether_there_is_one() {
    String arn = owner.configured("policy", model);
    String allow = policy("Allow", OTHER, "*", arn);
    String deny = policy("Deny", OTHER, "*", arn);

    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.getConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    put(arn, allow, PolicyExistenceCondition.POLICY_MUST_EXIST, null, false);
    put(arn, allow, null, "0".repeat(64), false);
    String hash = put(arn, allow, PolicyExistenceCondition.POLICY_MUST_NOT_EXIST, null, true);
    put(arn, deny, PolicyExistenceCondition.POLICY_MUST_NOT_EXIST, null, false);
    put(arn, deny, null, "0".repeat(64), false);
    assertThat(
            call(other.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn))).name())
        .isEqualTo("policy");
    String next = put(arn, deny, PolicyExistenceCondition.POLICY_MUST_EXIST, hash, true);
    assertThat(next).isNotEqualTo(hash).matches("[0-9a-f]{64}");
    put(arn, allow, null, hash, false);
    assertThat(
            call(owner.client.getConfiguredAudienceModelPolicy(
                    r -> r.configuredAudienceModelArn(arn)))
                .configuredAudienceModelPolicy())
        .isEqualTo(deny);
    refused(
        AccessDeniedException.class,
        403,
        () -> other.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.getConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            other.putConfiguredAudienceModelPolicy(
                r -> r.configuredAudienceModelArn(arn).configuredAudienceModelPolicy(allow)));
    refused(
        AccessDeniedException.class,
        403,
        () -> other.deleteConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    call(owner.client.deleteConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.deleteConfiguredAudienceModelPolicy(
                r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.putConfiguredAudienceModelPolicy(
                r ->
                    r.configuredAudienceModelArn(arn.replaceFirst("/.*", "/none"))
                        .configuredAudienceModelPolicy(allow)));
  }

  private static String put(
      String arn,
      String policy,
      PolicyExistenceCondition condition,
      String previous,
      boolean accepted) {
    if (!accepted) {
      refused(
          ValidationException.class,
          400,
          () ->
              owner.client.putConfiguredAudienceModelPolicy(
                  r ->
                      r.configuredAudienceModelArn(arn)
                          .configuredAudienceModelPolicy(policy)
                          .policyExistenceCondition(condition)
                          .previousPolicyHash(previous)));
      return null;
    }
    PutConfiguredAudienceModelPolicyResponse answer =
        call(
            owner.client.putConfiguredAudienceModelPolicy(
                r ->
                    r.configuredAudienceModelArn(arn)
                        .configuredAudienceModelPolicy(policy)
                        .policyExistenceCondition(condition)
                        .previousPolicyHash(previous)));
    assertThat(answer.configuredAudienceModelPolicy()).isEqualTo(policy);
    return answer.policyHash();
  }

  @Test
  void a_policy_that_cannot_be_decided_here_is_refused() {
    String arn = owner.configured("undecided", model);
    String fine = policy("Allow", OTHER, "StartAudienceGenerationJob", arn);
    List<String> wrong =
        List.of(
            "not JSON",
            "[]",
            "{}",
            "{\"Statement\": 7}",
            fine.replace("Allow", "Perhaps"),
            fine.replace(":root", ":role/one"),
            fine.replace("\"Action\"", "\"NotAction\""),
            fine.replace("\"Resource\"", "\"Condition\": {\"Bool\": {}}, \"Resource\""));

    for (String policy : wrong) {
      put(arn, policy, null, null, false);
    }
    put(
        arn,
        fine.replace(
            "\"Resource\"",
            "\"Condition\": {\"StringEquals\": {\"cleanrooms-ml:CollaborationId\": \"x\"}},"
                + " \"Resource\""),
        null,
        null,
        true);
  }
}
