package io.longshore.conformance;

import static io.longshore.conformance.AudienceCalls.export;
import static io.longshore.conformance.AudienceCalls.id;
import static io.longshore.conformance.CleanRoomsMlCalls.role;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.ABSOLUTE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceGenerationJobResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ListAudienceGenerationJobsResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;
import software.amazon.awssdk.services.cleanroomsml.model.TagOnCreatePolicy;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Generation jobs with the AWS SDK for Java: from a seed to an audience, and refused requests. */
class CleanRoomsMlGenerationIT extends TrainedModel {

  @Test
  void a_seed_of_one_taste_becomes_an_audience_of_that_taste() {
    String configured = owner.configured("one taste", model);
    String first = owner.generate("first", configured, "seed.jsonl");
    String again = owner.generate("again", configured, "seed.jsonl");

    GetAudienceGenerationJobResponse job = owner.generated(first);
    assertThat(job.status())
        .as("%s", job.statusDetails())
        .isEqualTo(AudienceGenerationJobStatus.ACTIVE);
    assertThat(owner.generated(again).metrics()).isEqualTo(job.metrics());
    // A fifth of all users contains two fifths of the users with the taste.
    assertThat(job.metrics().recallMetric()).isBetween(0.05, 0.8);
    assertThat(job.metrics().relevanceMetrics())
        .extracting(metric -> metric.audienceSize().value())
        .containsExactly(100, 500);
    assertThat(job.metrics().relevanceMetrics())
        .allSatisfy(metric -> assertThat(metric.score()).isBetween(0.0, 10.0));
    assertThat(job.seedAudience().dataSource().s3Uri()).endsWith("/seed.jsonl");
    assertThat(job.startedBy()).isEqualTo(OWNER);
    assertThat(job.includeSeedInOutput()).isFalse();

    AudienceExportJobSummary exported = owner.exported("best", first, 500);
    assertThat(exported.status()).isEqualTo(AudienceExportJobStatus.ACTIVE);
    assertThat(exported.outputLocation()).startsWith("s3://" + BUCKET + "/out/" + id(first) + "/");
    assertThat(keys(exported))
        .extracting(key -> key.substring(key.lastIndexOf('/') + 1))
        .containsExactly("_manifest.json", "part-00000.jsonl.gz");
    List<String> users = TwoTasteData.users(part(exported));
    assertThat(users).hasSize(500).doesNotHaveDuplicates();
    assertThat(users).doesNotContainAnyElementsOf(TwoTasteData.seed(100));
    assertThat(users.stream().filter(TwoTasteData::isEven).count()).isGreaterThanOrEqualTo(495);
    assertThat(part(owner.exported("best", again, 500))).isEqualTo(part(exported));
    assertThat(TwoTasteData.users(part(owner.exported("fewer", first, 100))))
        .isEqualTo(users.subList(0, 100));
  }

  @Test
  void the_seed_comes_first_when_it_is_asked_for() {
    String configured = owner.configured("with seed", model);
    String arn =
        call(owner.client.startAudienceGenerationJob(
                owner
                    .generation("with seed", configured, "seed.jsonl")
                    .andThen(r -> r.includeSeedInOutput(true))))
            .audienceGenerationJobArn();

    assertThat(owner.generated(arn).includeSeedInOutput()).isTrue();
    assertThat(TwoTasteData.users(part(owner.exported("seed", arn, 100))))
        .containsExactlyInAnyOrderElementsOf(TwoTasteData.seed(100));
  }

  @Test
  void a_table_is_read_from_its_configured_location() {
    String configuredTable =
        call(owner.client.createTrainingDataset(
                CleanRoomsMlCalls.dataset(OWNER, "buys", "shop", "buys")))
            .trainingDatasetArn();

    String arn = owner.model("of shop.buys", configuredTable);

    assertThat(owner.trained(arn).status()).isEqualTo(AudienceModelStatus.ACTIVE);
  }

  @Test
  void failed_jobs_explain_how_to_fix_the_cause() {
    server.objects.put(BUCKET, "small.jsonl", TwoTasteData.lines(TwoTasteData.seed(30)));
    server.objects.put(
        BUCKET,
        "strangers.jsonl",
        TwoTasteData.lines(IntStream.range(0, 60).mapToObj(i -> "nobody-" + i).toList()));
    String configured =
        call(owner.client.createConfiguredAudienceModel(
                owner.configuration("failing", model).andThen(r -> r.minMatchingSeedSize(50))))
            .configuredAudienceModelArn();

    failed(configured, "small.jsonl", "50");
    failed(configured, "strangers.jsonl", "50");
    failed(configured, "none.jsonl", "none.jsonl");
  }

  private static void failed(String configured, String seed, String why) {
    GetAudienceGenerationJobResponse job =
        owner.generated(owner.generate("of " + seed, configured, seed));
    assertThat(job.status()).isEqualTo(AudienceGenerationJobStatus.CREATE_FAILED);
    assertThat(job.statusDetails().statusCode()).isEqualTo("FAILED");
    assertThat(job.statusDetails().message()).contains(why);
    assertThat(job.metrics()).isNull();
    refused(
        ConflictException.class,
        409,
        () ->
            owner.client.startAudienceExportJob(
                export("no", job.audienceGenerationJobArn(), ABSOLUTE, 100)));
    call(
        owner.client.deleteAudienceGenerationJob(
            r -> r.audienceGenerationJobArn(job.audienceGenerationJobArn())));
  }

  @Test
  void seeds_must_be_in_the_callers_buckets() {
    String configured = owner.configured("seeds", model);
    var request = owner.generation("seed", configured, "seed.jsonl");

    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () ->
                        owner.client.startAudienceGenerationJob(
                            request.andThen(
                                r ->
                                    r.seedAudience(
                                        seed ->
                                            seed.roleArn(role(OWNER))
                                                .sqlParameters(
                                                    sql -> sql.queryString("select 1"))))))
                .getMessage())
        .contains("JSON lines");
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.startAudienceGenerationJob(
                request.andThen(r -> r.seedAudience(seed -> seed.roleArn(role(OWNER))))));
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.startAudienceGenerationJob(
                request.andThen(
                    r ->
                        r.seedAudience(
                            seed ->
                                seed.roleArn(role(OWNER))
                                    .dataSource(s3 -> s3.s3Uri("s3://Not_A_Bucket/x"))))));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            owner.client.startAudienceGenerationJob(
                request.andThen(
                    r ->
                        r.seedAudience(
                            seed ->
                                seed.roleArn(role(OTHER_ACCOUNT))
                                    .dataSource(s3 -> s3.s3Uri("s3://" + BUCKET + "/x"))))));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.startAudienceGenerationJob(
                owner.generation("seed", configured.replaceFirst("/.*", "/none"), "seed.jsonl")));
    assertThat(
            call(owner.client.listAudienceGenerationJobs(
                    r -> r.configuredAudienceModelArn(configured)))
                .audienceGenerationJobs())
        .isEmpty();
  }

  @Test
  void generation_jobs_are_listed_filtered_tagged_and_named_once() {
    String collaboration = "0f0e0d0c-0b0a-4908-8706-050403020100";
    String configured =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration("listed", model)
                    .andThen(
                        r ->
                            r.tags(Map.of("a", "1", "b", "2"))
                                .sharedAudienceMetrics(SharedAudienceMetrics.NONE)
                                .childResourceTagOnCreatePolicy(
                                    TagOnCreatePolicy.FROM_PARENT_RESOURCE))))
            .configuredAudienceModelArn();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "listed " + i;
      made.add(
          0,
          call(owner.client.startAudienceGenerationJob(
                  owner
                      .generation(name, configured, "seed.jsonl")
                      .andThen(r -> r.collaborationId(collaboration).tags(Map.of("b", "3")))))
              .audienceGenerationJobArn());
    }

    ListAudienceGenerationJobsResponse page =
        call(
            owner.client.listAudienceGenerationJobs(
                r -> r.collaborationId(collaboration).maxResults(2)));
    assertThat(page.audienceGenerationJobs()).hasSize(2);
    String token = page.nextToken();
    List<String> listed =
        new ArrayList<>(
            page.audienceGenerationJobs().stream()
                .map(AudienceGenerationJobSummary::audienceGenerationJobArn)
                .toList());
    call(owner.client.listAudienceGenerationJobs(
            r -> r.collaborationId(collaboration).maxResults(2).nextToken(token)))
        .audienceGenerationJobs()
        .forEach(job -> listed.add(job.audienceGenerationJobArn()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
    refused(
        ValidationException.class,
        400,
        () -> owner.client.listAudienceGenerationJobs(r -> r.nextToken(token)));
    GetAudienceGenerationJobResponse ended = owner.generated(made.get(0));
    assertThat(ended.tags()).containsOnly(Map.entry("a", "1"), Map.entry("b", "3"));
    assertThat(ended.metrics()).as("NONE are shared").isNull();
    assertThat(ended.collaborationId()).isEqualTo(collaboration);
    refused(
        ConflictException.class,
        409,
        () ->
            owner.client.startAudienceGenerationJob(
                owner.generation("listed 0", configured, "seed.jsonl")));
    call(owner.client.tagResource(r -> r.resourceArn(made.get(0)).tags(Map.of("more", "yes"))));
    assertThat(call(owner.client.listTagsForResource(r -> r.resourceArn(made.get(0)))).tags())
        .containsKeys("a", "b", "more");
    made.forEach(owner::generated);
  }
}
