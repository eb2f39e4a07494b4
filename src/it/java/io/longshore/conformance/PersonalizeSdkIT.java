package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.personalize.model.DatasetExportJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.personalize.model.InvalidNextTokenException;
import software.amazon.awssdk.services.personalize.model.PersonalizeException;
import software.amazon.awssdk.services.personalize.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;
import software.amazon.awssdk.services.personalize.model.ResourceNotFoundException;
import software.amazon.awssdk.services.personalize.model.Tag;
import software.amazon.awssdk.services.personalize.model.TooManyTagKeysException;

/** Personalize with the AWS SDK for Java, from the schema to the exported file. */
class PersonalizeSdkIT extends PersonalizeSdkFixture {

  @Test
  void resources_are_created_exported_and_deleted() {
    String group = group("film");
    String items = dataset(group, "Items", schema("film-items", ITEMS));
    assertThat(items).isEqualTo("arn:aws:personalize:us-east-1:000000000000:dataset/film/ITEMS");
    get(
        () ->
            events.putItems(
                r ->
                    r.datasetArn(items)
                        .items(
                            i -> i.itemId("a,b").properties("{\"genres\":\"x|y\",\"price\":1.10}"),
                            i -> i.itemId("c").properties("{\"genres\":\"say \\\"hi\\\" 😀\"}"))));

    DatasetExportJob job = exported(items, "film-export", IngestionMode.ALL);

    assertThat(job.status()).isEqualTo("ACTIVE");
    assertThat(job.jobOutput().s3DataDestination().path()).isEqualTo("s3://" + bucket + "/out/");
    assertThat(job.creationDateTime()).isBefore(Instant.now().plusSeconds(60));
    String csv = text("out/film-export/part-00000.csv");
    assertThat(csv.lines().findFirst()).contains("ITEM_ID,GENRES,PRICE");
    assertThat(csv.lines().skip(1))
        .containsExactlyInAnyOrder("\"a,b\",x|y,1.10", "c,\"say \"\"hi\"\" 😀\",");
    assertThat(text("out/film-export/_manifest.json")).contains("\"totalRows\":2");
    assertThat(words(job.datasetExportJobArn()))
        .containsExactly("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE");
    assertThat(
            get(() -> client.listDatasetExportJobs(r -> r.datasetArn(items))).datasetExportJobs())
        .extracting(each -> each.jobName() + " " + each.status())
        .containsExactly("film-export ACTIVE");

    get(() -> client.deleteDataset(r -> r.datasetArn(items)));
    gone(() -> client.describeDataset(r -> r.datasetArn(items)));
    get(() -> client.deleteDatasetGroup(r -> r.datasetGroupArn(group)));
    gone(() -> client.describeDatasetGroup(r -> r.datasetGroupArn(group)));
  }

  @Test
  void lists_of_unserved_resources_are_empty() {
    String group = group("cleaned");

    assertThat(get(() -> client.listSolutions(r -> r.datasetGroupArn(group))).solutions())
        .isEmpty();
    assertThat(get(() -> client.listCampaigns(r -> r.maxResults(1))).campaigns()).isEmpty();
    assertThat(get(() -> client.listFilters(r -> r.datasetGroupArn(group))).filters()).isEmpty();
    assertThat(get(() -> client.listRecommenders(r -> r.datasetGroupArn(group))).recommenders())
        .isEmpty();
    assertThat(get(() -> client.listSolutionVersions(r -> {})).solutionVersions()).isEmpty();
    assertThat(get(() -> client.listRecipes(r -> {})).recipes()).isEmpty();
    assertThat(get(() -> client.listBatchInferenceJobs(r -> {})).batchInferenceJobs()).isEmpty();
    assertThat(get(() -> client.listBatchSegmentJobs(r -> {})).batchSegmentJobs()).isEmpty();
    assertThat(get(() -> client.listMetricAttributions(r -> {})).metricAttributions()).isEmpty();
    assertThat(get(() -> client.listMetricAttributionMetrics(r -> {})).metrics()).isEmpty();
    refused(InvalidNextTokenException.class, () -> client.listSolutions(r -> r.nextToken("1")));
    assertThatThrownBy(
            () ->
                get(
                    () ->
                        client.describeRecipe(
                            r -> r.recipeArn("arn:aws:personalize:::recipe/aws-sims"))))
        .isInstanceOfSatisfying(
            PersonalizeException.class,
            failure -> {
              assertThat(failure.statusCode()).isEqualTo(501);
              assertThat(failure.awsErrorDetails().errorMessage())
                  .startsWith("DescribeRecipe is not supported. Supported of personalize: ");
            });
    get(() -> client.deleteDatasetGroup(r -> r.datasetGroupArn(group)));
    assertThatThrownBy(() -> get(() -> client.describeSchema(r -> r.schemaArn(group + "x"))))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            failure ->
                assertThat(failure.awsErrorDetails().errorMessage())
                    .isEqualTo("Resource Arn " + group + "x does not exist."));
  }

  @Test
  void events_are_put_by_a_tracker_and_an_empty_export_has_a_header() {
    String group = group("shop");
    String interactions = dataset(group, "Interactions", schema("shop-schema", INTERACTIONS));
    String trackingId =
        get(() -> client.createEventTracker(r -> r.name("site").datasetGroupArn(group)))
            .trackingId();
    get(
        () ->
            events.putEvents(
                r ->
                    r.trackingId(trackingId)
                        .userId("u")
                        .sessionId("s")
                        .eventList(
                            e ->
                                e.eventType("click")
                                    .itemId("i")
                                    .sentAt(Instant.ofEpochSecond(1_700_000_000)))));

    exported(interactions, "put", IngestionMode.PUT);
    exported(interactions, "bulk", IngestionMode.BULK);

    assertThat(text("out/put/part-00000.csv"))
        .isEqualTo("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n");
    assertThat(text("out/bulk/part-00000.csv")).isEqualTo("USER_ID,ITEM_ID,TIMESTAMP\n");
    String arn =
        get(() -> client.listEventTrackers(r -> r.datasetGroupArn(group)))
            .eventTrackers()
            .get(0)
            .eventTrackerArn();
    assertThat(
            get(() -> client.describeEventTracker(r -> r.eventTrackerArn(arn)))
                .eventTracker()
                .accountId())
        .isEqualTo("000000000000");
    get(() -> client.deleteEventTracker(r -> r.eventTrackerArn(arn)));
    gone(() -> client.describeEventTracker(r -> r.eventTrackerArn(arn)));
  }

  @Test
  void an_export_to_a_denied_location_fails_with_a_reason() {
    String items = dataset(group("lost"), "Items", schema("lost-items", ITEMS));
    String arn =
        get(() ->
                client.createDatasetExportJob(
                    r ->
                        r.jobName("lost")
                            .datasetArn(items)
                            .roleArn(ROLE)
                            .jobOutput(
                                o -> o.s3DataDestination(d -> d.path("s3://no-such-bucket/x")))))
            .datasetExportJobArn();

    DatasetExportJob job = ended(arn);

    assertThat(job.status()).isEqualTo("CREATE FAILED");
    assertThat(job.ingestionModeAsString()).isEqualTo("PUT");
    assertThat(job.failureReason()).contains("no-such-bucket");
  }

  @Test
  void errors_arrive_as_the_sdks_own_exceptions() {
    String group = group("errors");
    String schema = schema("errors-items", ITEMS);
    String items = dataset(group, "Items", schema);

    refused(
        ResourceAlreadyExistsException.class,
        () -> client.createDatasetGroup(r -> r.name("errors")));
    refused(ResourceInUseException.class, () -> client.deleteSchema(r -> r.schemaArn(schema)));
    refused(
        ResourceInUseException.class,
        () -> client.deleteDatasetGroup(r -> r.datasetGroupArn(group)));
    refused(
        ResourceNotFoundException.class,
        () -> client.describeSchema(r -> r.schemaArn(schema + "x")));
    refused(InvalidInputException.class, () -> client.createSchema(r -> r.name("bad").schema("{")));
    refused(InvalidInputException.class, () -> client.createDatasetGroup(r -> r.name("-")));
    refused(InvalidNextTokenException.class, () -> client.listSchemas(r -> r.nextToken("x")));
    refused(
        TooManyTagKeysException.class,
        () ->
            client.untagResource(
                r ->
                    r.resourceArn(group)
                        .tagKeys(IntStream.range(0, 60).mapToObj(i -> "k" + i).toList())));
    refused(
        software.amazon.awssdk.services.personalizeevents.model.InvalidInputException.class,
        () ->
            events.putEvents(
                r ->
                    r.trackingId("none")
                        .sessionId("s")
                        .eventList(e -> e.eventType("t").sentAt(Instant.EPOCH))));
    refused(
        software.amazon.awssdk.services.personalizeevents.model.ResourceNotFoundException.class,
        () -> events.putUsers(r -> r.datasetArn(items + "x").users(u -> u.userId("u"))));
  }

  @Test
  void an_unserved_operation_names_the_served_ones() {
    assertThatThrownBy(() -> get(() -> client.createSolution(r -> r.name("s"))))
        .isInstanceOfSatisfying(
            PersonalizeException.class,
            error -> {
              assertThat(error.statusCode()).isEqualTo(501);
              assertThat(error.awsErrorDetails().errorCode()).isEqualTo("NotImplementedException");
              assertThat(error.getMessage())
                  .contains("CreateSolution is not supported.", "dataset import and export jobs");
            });
  }

  @Test
  void tags_are_sent_as_pairs() {
    String group =
        get(() ->
                client.createDatasetGroup(
                    r -> r.name("tagged").tags(t -> t.tagKey("a").tagValue("1"))))
            .datasetGroupArn();
    get(() -> client.tagResource(r -> r.resourceArn(group).tags(t -> t.tagKey("b").tagValue("2"))));
    get(() -> client.untagResource(r -> r.resourceArn(group).tagKeys("a")));

    assertThat(get(() -> client.listTagsForResource(r -> r.resourceArn(group))).tags())
        .containsExactly(Tag.builder().tagKey("b").tagValue("2").build());
  }

  @Test
  void every_object_of_an_export_is_asked_for_with_the_users_key() {
    String items = dataset(group("secret"), "Items", schema("secret-items", ITEMS));
    String key = "arn:aws:kms:us-east-1:000000000000:key/1234";
    String arn =
        get(() ->
                client.createDatasetExportJob(
                    r ->
                        r.jobName("secret")
                            .datasetArn(items)
                            .roleArn(ROLE)
                            .jobOutput(
                                o ->
                                    o.s3DataDestination(
                                        d -> d.path("s3://" + bucket + "/kms").kmsKeyArn(key)))))
            .datasetExportJobArn();

    DatasetExportJob job = ended(arn);

    assertThat(job.status()).isEqualTo("ACTIVE"); // no KMS header reaches the S3
    assertThat(job.jobOutput().s3DataDestination().kmsKeyArn()).isEqualTo(key);
    assertThat(server.gatedStore.encryption)
        .containsEntry("kms/secret/part-00000.csv", Optional.of(key))
        .containsEntry("kms/secret/_manifest.json", Optional.of(key));
  }

  private static void gone(Supplier<CompletableFuture<?>> describe) {
    server.until(
        () ->
            Future.fromCompletionStage(describe.get())
                .map(false)
                .otherwise(
                    failure ->
                        failure.getCause() instanceof ResourceNotFoundException
                            || failure instanceof ResourceNotFoundException),
        gone -> gone);
  }
}
