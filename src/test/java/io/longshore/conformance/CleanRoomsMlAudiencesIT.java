package io.longshore.conformance;

import static io.longshore.conformance.Audiences.export;
import static io.longshore.conformance.Audiences.id;
import static io.longshore.conformance.CleanRoomsMlWalk.call;
import static io.longshore.conformance.CleanRoomsMlWalk.refused;
import static io.longshore.conformance.CleanRoomsMlWalk.role;
import static io.longshore.conformance.CleanRoomsMlWalk.until;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.ABSOLUTE;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.PERCENTAGE;

import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
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
import software.amazon.awssdk.services.cleanroomsml.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;
import software.amazon.awssdk.services.cleanroomsml.model.TagOnCreatePolicy;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Generation and export jobs by AWS's own client, from interactions in S3 to audiences in S3. */
class CleanRoomsMlAudiencesIT {

  private static final String OWNER = "111144445555";
  private static final String ALLOWED = "222244445555";
  private static final String STRANGER = "333344445555";
  private static final String BUCKET = "cleanrooms-audiences";

  private static CleanRoomsMlServer server;
  private static Audiences owner;
  private static Audiences allowed;
  private static CleanRoomsMlAsyncClient stranger;
  private static String model;

  @BeforeAll
  static void start() {
    server =
        new CleanRoomsMlServer(
            new GlueConfig(
                Map.of(
                    "shop.buys",
                    new GlueTable("s3://" + BUCKET + "/clicks/", Optional.of("csv")))));
    server.objects.createBucket(BUCKET);
    server.objects.put(BUCKET, "clicks/first.csv", TwoTastes.csv(0, 1000));
    server.objects.put(
        BUCKET, "clicks/second.csv.gz", TwoTastes.gzip(TwoTastes.csv(1000, TwoTastes.USERS)));
    server.objects.put(BUCKET, "seed.jsonl", TwoTastes.lines(TwoTastes.seed(100)));
    owner = new Audiences(server.client(OWNER), OWNER, BUCKET);
    allowed = new Audiences(server.client(ALLOWED), ALLOWED, BUCKET);
    stranger = server.client(STRANGER);
    model = owner.model("tastes", owner.trainingDataset("clicks", "clicks"));
    assertThat(owner.trained(model).status()).isEqualTo(AudienceModelStatus.ACTIVE);
  }

  @AfterAll
  static void stop() {
    owner.client.close();
    allowed.client.close();
    stranger.close();
    server.close();
  }

  private static List<String> keys(AudienceExportJobSummary job) {
    String folder = job.outputLocation().replace("s3://" + BUCKET + "/", "");
    return server.objects.keys(BUCKET).stream().filter(key -> key.startsWith(folder)).toList();
  }

  private static byte[] part(AudienceExportJobSummary job) {
    return server.objects.bytes(BUCKET, keys(job).get(1));
  }

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
    // A fifth of all users holds two of five of those of the taste.
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
    List<String> users = TwoTastes.users(part(exported));
    assertThat(users).hasSize(500).doesNotHaveDuplicates();
    assertThat(users).doesNotContainAnyElementsOf(TwoTastes.seed(100));
    assertThat(users.stream().filter(TwoTastes::isEven).count()).isGreaterThanOrEqualTo(495);
    assertThat(part(owner.exported("best", again, 500))).isEqualTo(part(exported));
    assertThat(TwoTastes.users(part(owner.exported("fewer", first, 100))))
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
    assertThat(TwoTastes.users(part(owner.exported("seed", arn, 100))))
        .containsExactlyInAnyOrderElementsOf(TwoTastes.seed(100));
  }

  @Test
  void a_table_may_lie_where_the_configuration_says() {
    String configuredTable =
        call(owner.client.createTrainingDataset(
                CleanRoomsMlWalk.dataset(OWNER, "buys", "shop", "buys")))
            .trainingDatasetArn();

    String arn = owner.model("of shop.buys", configuredTable);

    assertThat(owner.trained(arn).status()).isEqualTo(AudienceModelStatus.ACTIVE);
  }

  @Test
  void an_allowed_account_starts_jobs_on_anothers_model_and_each_sees_its_own() {
    String configured =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration("shared", model)
                    .andThen(
                        r ->
                            r.tags(Map.of("owner", "a"))
                                .childResourceTagOnCreatePolicy(
                                    TagOnCreatePolicy.FROM_PARENT_RESOURCE))))
            .configuredAudienceModelArn();
    refused(
        AccessDeniedException.class,
        403,
        () ->
            allowed.client.startAudienceGenerationJob(
                allowed.generation("mine", configured, "seed.jsonl")));
    CleanRoomsMlModelsIT.allow(owner.client, configured, ALLOWED);
    refused(
        AccessDeniedException.class,
        403,
        () ->
            stranger.startAudienceGenerationJob(
                new Audiences(stranger, STRANGER, BUCKET)
                    .generation("mine", configured, "seed.jsonl")));

    String theirs =
        call(allowed.client.startAudienceGenerationJob(
                allowed
                    .generation("mine", configured, "seed.jsonl")
                    .andThen(r -> r.tags(Map.of("mine", "b")).description("A try"))))
            .audienceGenerationJobArn();
    String owners = theirs.replace(ALLOWED, OWNER);

    assertThat(theirs).contains(":" + ALLOWED + ":audience-generation-job/");
    assertThat(allowed.generated(theirs).status()).isEqualTo(AudienceGenerationJobStatus.ACTIVE);
    GetAudienceGenerationJobResponse mine =
        call(allowed.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(theirs)));
    GetAudienceGenerationJobResponse seen =
        call(owner.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(owners)));
    assertThat(mine.name()).isEqualTo("mine");
    assertThat(seen.name()).isEqualTo(ALLOWED + "-mine");
    assertThat(seen.startedBy()).isEqualTo(ALLOWED).isEqualTo(mine.startedBy());
    assertThat(mine.seedAudience()).isNotNull();
    assertThat(seen.seedAudience()).isNull();
    assertThat(mine.tags()).containsOnly(Map.entry("mine", "b"));
    assertThat(seen.tags()).containsOnly(Map.entry("owner", "a"));
    assertThat(seen.configuredAudienceModelArn()).isEqualTo(configured);
    refused(
        AccessDeniedException.class,
        403,
        () -> owner.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(theirs)));
    refused(
        AccessDeniedException.class,
        403,
        () -> allowed.client.startAudienceExportJob(export("not mine", owners, ABSOLUTE, 100)));

    AudienceExportJobSummary exported = allowed.exported("by me", theirs, 100);
    assertThat(exported.outputLocation()).startsWith("s3://" + BUCKET + "/out/" + id(theirs));
    assertThat(owner.exported("by the owner", owners, 100).status())
        .isEqualTo(AudienceExportJobStatus.ACTIVE);
    assertThat(call(allowed.client.listAudienceExportJobs(r -> {})).audienceExportJobs())
        .extracting(AudienceExportJobSummary::name)
        .containsExactly("by me");
    assertThat(
            call(allowed.client.listAudienceGenerationJobs(
                    r -> r.configuredAudienceModelArn(configured)))
                .audienceGenerationJobs())
        .extracting(AudienceGenerationJobSummary::audienceGenerationJobArn)
        .containsExactly(theirs);
    refused(
        ConflictException.class,
        409,
        () ->
            owner.client.deleteConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(configured)));
    call(owner.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(owners)));
    gone(allowed, theirs);
    gone(owner, owners);
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(configured)));
  }

  private static void gone(Audiences who, String generation) {
    until(
        () -> who.client.listAudienceGenerationJobs(r -> r.maxResults(100)),
        list ->
            list.audienceGenerationJobs().stream()
                .noneMatch(job -> job.audienceGenerationJobArn().equals(generation)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> who.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(generation)));
    assertThat(
            call(who.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(generation)))
                .audienceExportJobs())
        .isEmpty();
  }

  @Test
  void jobs_that_cannot_be_done_fail_and_say_what_to_do() {
    server.objects.put(BUCKET, "small.jsonl", TwoTastes.lines(TwoTastes.seed(30)));
    server.objects.put(
        BUCKET,
        "strangers.jsonl",
        TwoTastes.lines(IntStream.range(0, 60).mapToObj(i -> "nobody-" + i).toList()));
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
  void seeds_must_be_files_of_the_callers() {
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
                                seed.roleArn(role(STRANGER))
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

  @Test
  void an_export_has_one_of_the_configured_sizes() {
    String configured = owner.configured("sizes", model);
    String arn = owner.generate("sizes", configured, "seed.jsonl");
    owner.generated(arn);

    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () -> owner.client.startAudienceExportJob(export("x", arn, ABSOLUTE, 101)))
                .getMessage())
        .contains("[100,500]");
    refused(
        ValidationException.class,
        400,
        () -> owner.client.startAudienceExportJob(export("x", arn, PERCENTAGE, 100)));
    refused(
        ValidationException.class,
        400,
        () -> owner.client.startAudienceExportJob(export("x", arn, ABSOLUTE, 0)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.startAudienceExportJob(
                export("x", arn.replaceFirst("/.*", "/none"), ABSOLUTE, 100)));
    refused(
        AccessDeniedException.class,
        403,
        () -> stranger.startAudienceExportJob(export("x", arn, ABSOLUTE, 100)));
    assertThat(
            call(owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(arn)))
                .audienceExportJobs())
        .isEmpty();
    call(
        owner.client.updateConfiguredAudienceModel(
            r ->
                r.configuredAudienceModelArn(configured)
                    .audienceSizeConfig(
                        sizes -> sizes.audienceSizeType(PERCENTAGE).audienceSizeBins(5))));
    call(owner.client.startAudienceExportJob(export("five percent", arn, PERCENTAGE, 5)));
    AudienceExportJobSummary exported =
        until(
                () -> owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(arn)),
                list ->
                    list.audienceExportJobs().stream()
                        .allMatch(job -> job.status() == AudienceExportJobStatus.ACTIVE))
            .audienceExportJobs()
            .get(0);
    assertThat(TwoTastes.users(part(exported))).hasSize(TwoTastes.USERS * 5 / 100);
    String manifest =
        new String(server.objects.bytes(BUCKET, keys(exported).get(0)), StandardCharsets.UTF_8);
    assertThat(manifest).contains("part-00000.jsonl.gz", "\"totalRows\":100");
  }

  @Test
  void quotas_of_what_is_under_way_and_of_exports_are_kept() {
    String account = "444444445555";
    Audiences own = new Audiences(server.client(account), account, BUCKET);
    server.objects.put(BUCKET, "few/few.csv", TwoTastes.csv(0, 200));
    String data = own.trainingDataset("quota", "few");
    String ownModel = own.model("quota", data);
    own.trained(ownModel);
    String configured = own.configured("quota", ownModel);
    String done = own.generate("done", configured, "seed.jsonl");
    own.generated(done);
    server.halt();
    try {
      String waiting = own.model("waiting 1", data);
      own.model("waiting 2", data);
      ServiceQuotaExceededException models =
          refused(
              ServiceQuotaExceededException.class,
              402,
              () ->
                  own.client.createAudienceModel(
                      r -> r.name("waiting 3").trainingDatasetArn(data)));
      assertThat(models.quotaValue()).isEqualTo(2);
      assertThat(models.quotaName()).isNotBlank();
      refused(
          ConflictException.class,
          409,
          () -> own.client.createConfiguredAudienceModel(own.configuration("early", waiting)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteAudienceModel(r -> r.audienceModelArn(waiting)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteTrainingDataset(r -> r.trainingDatasetArn(data)));
      List<String> jobs =
          IntStream.range(0, 10)
              .mapToObj(i -> own.generate("waiting " + i, configured, "seed.jsonl"))
              .toList();
      refused(
          ServiceQuotaExceededException.class,
          402,
          () ->
              own.client.startAudienceGenerationJob(
                  own.generation("waiting 10", configured, "seed.jsonl")));
      refused(
          ConflictException.class,
          409,
          () ->
              own.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(jobs.get(0))));
      refused(
          ConflictException.class,
          409,
          () -> own.client.startAudienceExportJob(export("early", jobs.get(0), ABSOLUTE, 100)));
      IntStream.range(0, 20).forEach(i -> own.startExport("export " + i, done, 100));
      refused(
          ServiceQuotaExceededException.class,
          402,
          () -> own.client.startAudienceExportJob(export("export 20", done, ABSOLUTE, 100)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(done)));
      assertThat(own.client.getAudienceModel(r -> r.audienceModelArn(waiting)).join().status())
          .isEqualTo(AudienceModelStatus.CREATE_PENDING);
    } finally {
      server.resume();
    }
    exported(own, done, 20);
    IntStream.range(20, 25).forEach(i -> own.startExport("export " + i, done, 100));
    ServiceQuotaExceededException exports =
        refused(
            ServiceQuotaExceededException.class,
            402,
            () -> own.client.startAudienceExportJob(export("export 25", done, ABSOLUTE, 100)));
    assertThat(exports.quotaValue()).isEqualTo(25);
    exported(own, done, 25);
    own.client.close();
  }

  @Test
  void what_was_made_outlives_its_job_and_what_was_not_stays_failed() {
    String configured = owner.configured("outlives", model);
    String made = owner.generate("made", configured, "seed.jsonl");
    String failed = owner.generate("failed", configured, "nowhere.jsonl");
    owner.generated(made);
    owner.generated(failed);
    owner.exported("tidied away", made, 100);

    // As retention does, once upkeep.retention says so.
    server.rows("delete from job where id = any($1)", uuids(made, failed));
    server.rows("delete from job where subject = $1", id(made));

    assertThat(owner.generated(made).status()).isEqualTo(AudienceGenerationJobStatus.ACTIVE);
    assertThat(owner.generated(made).metrics()).isNotNull();
    assertThat(owner.generated(failed).status())
        .isEqualTo(AudienceGenerationJobStatus.CREATE_FAILED);
    assertThat(
            call(owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(made)))
                .audienceExportJobs())
        .isEmpty();
    assertThat(owner.exported("still there", made, 100).status())
        .isEqualTo(AudienceExportJobStatus.ACTIVE);
  }

  private static Object uuids(String... arns) {
    return Arrays.stream(arns)
        .map(arn -> JobId.parse(id(arn)).orElseThrow().value())
        .toArray(UUID[]::new);
  }

  private static void exported(Audiences own, String generation, int count) {
    until(
        () -> own.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(generation)),
        list ->
            list.audienceExportJobs().stream()
                    .filter(job -> job.status() == AudienceExportJobStatus.ACTIVE)
                    .count()
                == count);
  }
}
