package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.PersonalizeConfig;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.CreateDatasetImportJobResponse;
import software.amazon.awssdk.services.personalize.model.DataDeletionJob;
import software.amazon.awssdk.services.personalize.model.DatasetExportJob;
import software.amazon.awssdk.services.personalize.model.DatasetImportJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.personalize.model.InvalidNextTokenException;
import software.amazon.awssdk.services.personalize.model.PersonalizeException;
import software.amazon.awssdk.services.personalize.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;
import software.amazon.awssdk.services.personalize.model.ResourceNotFoundException;
import software.amazon.awssdk.services.personalize.model.Tag;
import software.amazon.awssdk.services.personalize.model.TooManyTagKeysException;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** Personalize by the AWS SDK for Java, from the schema to the exported file. */
class PersonalizeSdkIT {

  private static final String ITEMS =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0",
       "fields":[{"name":"ITEM_ID","type":"string"},
                 {"name":"GENRES","type":["null","string"],"categorical":true},
                 {"name":"PRICE","type":["float","null"]}]}""";
  private static final String INTERACTIONS =
      """
      {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
       "version":"1.0",
       "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
                 {"name":"TIMESTAMP","type":"long"}]}""";
  private static final String ROLE = "arn:aws:iam::000000000000:role/export";

  private static PersonalizeServer server;
  private static PersonalizeAsyncClient client;
  private static PersonalizeEventsAsyncClient events;
  private static String bucket;

  @BeforeAll
  static void start() {
    server = new PersonalizeServer(64, new PersonalizeConfig(true, 100, false)).work();
    client = server.client("test");
    events = server.events("test");
    bucket = "personalize-" + UUID.randomUUID();
    server.objects.createBucket(bucket);
  }

  @AfterAll
  static void stop() {
    client.close();
    events.close();
    server.close();
  }

  @Test
  void from_schema_to_exported_file_and_away_again() {
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
  void events_come_by_a_tracker_and_an_empty_export_has_its_header() {
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
  void an_export_to_where_nobody_may_write_fails_with_a_reason() {
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
  void an_operation_that_is_not_served_says_which_are() {
    assertThatThrownBy(() -> get(() -> client.listSolutions(r -> {})))
        .isInstanceOfSatisfying(
            PersonalizeException.class,
            error -> {
              assertThat(error.awsErrorDetails().errorCode())
                  .isEqualTo("UnknownOperationException");
              assertThat(error.getMessage()).contains("AmazonPersonalize.CreateSchema");
            });
  }

  @Test
  void tags_travel_as_pairs() {
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
  void imports_replace_bulk_rows_or_add_to_them_and_spare_what_was_put() {
    String items = dataset(group("bulk"), "Items", schema("bulk-items", ITEMS));
    server.put(
        bucket, "in/a.csv", "PRICE,ITEM_ID,GENRES\n1.10,a,x|y\n1.10,a,x|y\n,b,\"q,\"\"\n😀\"\n");
    server.put(bucket, "in/b.csv", "ITEM_ID,GENRES,PRICE,MORE\nc,,2,ignored\n");
    server.put(bucket, "in/deep/c.csv", "ITEM_ID,GENRES,PRICE\nd,,\n");
    server.put(bucket, "in/note.txt", "no CSV");
    assertThat(failure(items, "early", "in/", "INCREMENTAL")).isEqualTo("refused");

    assertThat(imported(items, "first", "in/", "FULL").status()).isEqualTo("ACTIVE");
    get(() -> events.putItems(r -> r.datasetArn(items).items(i -> i.itemId("p"))));

    assertThat(lines(items, "after-first", IngestionMode.BULK))
        .containsExactlyInAnyOrder("a,x|y,1.10", "b,\"q,\"\"", "😀\",", "c,,2");
    server.put(bucket, "more.csv", "ITEM_ID,GENRES,PRICE\na,new,3\n");
    assertThat(imported(items, "second", "more.csv", "INCREMENTAL").status()).isEqualTo("ACTIVE");
    assertThat(lines(items, "after-second", IngestionMode.BULK))
        .containsExactlyInAnyOrder("a,new,3", "b,\"q,\"\"", "😀\",", "c,,2");
    assertThat(imported(items, "third", "more.csv", "FULL").status()).isEqualTo("ACTIVE");
    assertThat(lines(items, "after-third", IngestionMode.ALL))
        .containsExactlyInAnyOrder("a,new,3", "p,,");
    assertThat(imported(items, "fourth", "more.csv", "FULL").importModeAsString())
        .isEqualTo("FULL");
    assertThat(
            server
                .rows(
                    "select count(*) from personalize_record r"
                        + " join personalize_resource d on d.uid = r.container"
                        + " where r.load is not null and d.arn = $1",
                    items)
                .get(0)
                .getLong(0))
        .isEqualTo(2);
    assertThat(
            get(() -> client.listDatasetImportJobs(r -> r.datasetArn(items))).datasetImportJobs())
        .extracting(each -> each.jobName())
        .containsExactly("fourth", "third", "second", "first");
  }

  @Test
  void equal_rows_leave_once_whichever_files_and_imports_they_came_by() {
    String interactions =
        dataset(group("twins"), "Interactions", schema("twins-schema", INTERACTIONS));
    server.put(bucket, "twins/a.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,a,1\nu,b,1\nu,a,1\nv,a,1\n");
    server.put(bucket, "twins/b.csv", "USER_ID,ITEM_ID,TIMESTAMP\nv,a,1\nu,a,1\nu,a,2\n");
    server.put(bucket, "more-twins.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,a,2\nw,a,1\nw,a,1\n");

    assertThat(imported(interactions, "twins", "twins/", "FULL").status()).isEqualTo("ACTIVE");
    assertThat(lines(interactions, "full", IngestionMode.BULK))
        .containsExactlyInAnyOrder("u,a,1", "u,b,1", "v,a,1", "u,a,2");
    assertThat(imported(interactions, "more-twins", "more-twins.csv", "INCREMENTAL").status())
        .isEqualTo("ACTIVE");
    assertThat(lines(interactions, "both", IngestionMode.BULK))
        .containsExactlyInAnyOrder("u,a,1", "u,b,1", "v,a,1", "u,a,2", "w,a,1");
    assertThat(lines(interactions, "all", IngestionMode.ALL)).hasSize(5);
  }

  @Test
  void an_import_that_does_not_fit_says_why_and_shows_nothing() {
    String items = dataset(group("misfit"), "Items", schema("misfit-items", ITEMS));
    server.put(bucket, "bad/columns.csv", "ITEM_ID\na\n");
    server.put(bucket, "bad/types.csv", "ITEM_ID,GENRES,PRICE\na,,1\nb,,dear\n,,1\n");

    assertThat(failure(items, "columns", "bad/columns.csv", "FULL"))
        .contains("Input CSV is missing the following columns:[GENRES, PRICE]");
    assertThat(failure(items, "types", "bad/types.csv", "FULL"))
        .contains("types.csv line 3: PRICE must be of the type float")
        .contains("line 4: ITEM_ID is required");
    assertThat(failure(items, "nothing", "bad/none/", "FULL")).contains("Invalid Data location.");
    assertThat(lines(items, "empty", IngestionMode.ALL)).isEmpty();
    assertThat(
            server.rows(
                "select 1 from personalize_record r join personalize_resource d on d.uid = r.container where d.arn = $1",
                items))
        .isEmpty();
    refused(
        ResourceAlreadyExistsException.class,
        () -> create(items, "types", "bad/types.csv", "FULL"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALL", "BULK"}) // row by row, and packed
  void a_full_import_that_switches_while_an_export_runs_does_not_mix_its_rows(IngestionMode mode) {
    String name = "switch-" + mode;
    String frozen = "frozen-" + mode;
    String interactions = dataset(group(name), "Interactions", schema(name, INTERACTIONS));
    int rows = 60_000; // enough for several files
    server.put(bucket, "old.csv", views(rows, "old"));
    server.put(bucket, "new.csv", views(10, "new"));
    imported(interactions, name + "-old", "old.csv", "FULL");
    server.gate.hold(key -> key.startsWith("out/" + frozen + "/") && !key.contains("part-00000"));
    String export = createExport(interactions, frozen, mode);
    server.until(
        () -> Future.succeededFuture(server.gate.held),
        held -> held.stream().filter(key -> key.contains(frozen)).count() == 3);

    assertThat(imported(interactions, name + "-new", "new.csv", "FULL").status())
        .isEqualTo("ACTIVE");
    assertThat(imported(interactions, name + "-newer", "new.csv", "FULL").status())
        .isEqualTo("ACTIVE");
    assertThat(lines(interactions, name + "-meanwhile", mode)).hasSize(10);
    server.gate.open();

    assertThat(ended(export).status()).isEqualTo("ACTIVE");
    assertThat(parts(frozen)).hasSize(4);
    assertThat(parts(frozen).stream().flatMap(file -> text(file).lines().skip(1)))
        .hasSize(rows)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.contains(",old,"));
  }

  private static List<String> parts(String export) {
    return server.objects.keys(bucket).stream()
        .filter(key -> key.startsWith("out/" + export + "/part-"))
        .toList();
  }

  private static String views(int rows, String item) {
    return IntStream.range(0, rows)
        .mapToObj(row -> "u" + row + "," + item + "," + row)
        .collect(Collectors.joining("\n", "USER_ID,ITEM_ID,TIMESTAMP\n", "\n"));
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

    assertThat(job.status()).isEqualTo("ACTIVE"); // by an S3 that cannot, and is not asked
    assertThat(job.jobOutput().s3DataDestination().kmsKeyArn()).isEqualTo(key);
    assertThat(server.gate.encryption)
        .containsEntry("kms/secret/part-00000.csv", Optional.of(key))
        .containsEntry("kms/secret/_manifest.json", Optional.of(key));
  }

  @Test
  void users_are_deleted_from_all_that_a_group_has_of_them() {
    String group = group("forget");
    String interactions = dataset(group, "Interactions", schema("forget-schema", INTERACTIONS));
    server.put(
        bucket, "views.csv", "USER_ID,ITEM_ID,TIMESTAMP\nann,i,1\nann,j,2\nbob,i,3\nann,i,1\n");
    server.put(bucket, "gone/a.csv", "USER_ID\nann\n\"o\"\"neil, 😀\"\n");
    server.put(bucket, "gone/deep/b.csv", "USER_ID\nann\ncid\n");
    server.put(bucket, "gone-wrong.csv", "USER_ID,ITEM_ID\nann,i\n");
    server.put(bucket, "gone-empty.csv", "USER_ID\nann\n\"\"\n");
    assertThat(imported(interactions, "views", "views.csv", "FULL").status()).isEqualTo("ACTIVE");

    DataDeletionJob wrong = deleted(group, "wrong", "gone-wrong.csv");
    DataDeletionJob empty = deleted(group, "empty", "gone-empty.csv");
    assertThat(wrong.status()).isEqualTo("FAILED");
    assertThat(wrong.failureReason()).contains("must have the one column USER_ID");
    assertThat(empty.failureReason()).contains("gone-empty.csv line 3: USER_ID must not be empty");
    assertThat(lines(interactions, "still", IngestionMode.ALL)).hasSize(3);

    DataDeletionJob right = deleted(group, "right", "gone/");

    assertThat(right.status()).isEqualTo("COMPLETED");
    assertThat(right.numDeleted()).isEqualTo(2);
    assertThat(right.dataSource().dataLocation()).isEqualTo("s3://" + bucket + "/gone/");
    assertThat(lines(interactions, "left", IngestionMode.ALL)).containsExactly("bob,i,3");
    assertThat(words(right.dataDeletionJobArn()))
        .containsExactly("PENDING", "IN_PROGRESS", "COMPLETED");
    assertThat(
            get(() -> client.listDataDeletionJobs(r -> r.datasetGroupArn(group)))
                .dataDeletionJobs())
        .extracting(each -> each.jobName() + " " + each.status())
        .containsExactly("right COMPLETED", "empty FAILED", "wrong FAILED");
  }

  private static DataDeletionJob deleted(String group, String name, String key) {
    String arn =
        get(() ->
                client.createDataDeletionJob(
                    r ->
                        r.jobName(name)
                            .datasetGroupArn(group)
                            .roleArn(ROLE)
                            .dataSource(s -> s.dataLocation("s3://" + bucket + "/" + key))))
            .dataDeletionJobArn();
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDataDeletionJob(r -> r.dataDeletionJobArn(arn))),
            found -> List.of("COMPLETED", "FAILED").contains(found.dataDeletionJob().status()))
        .dataDeletionJob();
  }

  private static CompletableFuture<CreateDatasetImportJobResponse> create(
      String dataset, String name, String key, String mode) {
    return client.createDatasetImportJob(
        r ->
            r.jobName(name)
                .datasetArn(dataset)
                .roleArn(ROLE)
                .importMode(mode)
                .dataSource(s -> s.dataLocation("s3://" + bucket + "/" + key)));
  }

  private static DatasetImportJob imported(String dataset, String name, String key, String mode) {
    String arn = get(() -> create(dataset, name, key, mode)).datasetImportJobArn();
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDatasetImportJob(r -> r.datasetImportJobArn(arn))),
            found -> List.of("ACTIVE", "CREATE FAILED").contains(found.datasetImportJob().status()))
        .datasetImportJob();
  }

  private static String failure(String dataset, String name, String key, String mode) {
    try {
      DatasetImportJob job = imported(dataset, name, key, mode);
      assertThat(job.status()).isEqualTo("CREATE FAILED");
      return job.failureReason();
    } catch (InvalidInputException refused) {
      return "refused";
    }
  }

  private static List<String> lines(String dataset, String name, IngestionMode mode) {
    exported(dataset, name, mode);
    return parts(name).stream().flatMap(part -> text(part).lines().skip(1)).toList();
  }

  private static String schema(String name, String text) {
    return get(() -> client.createSchema(r -> r.name(name).schema(text))).schemaArn();
  }

  private static String group(String name) {
    return get(() -> client.createDatasetGroup(r -> r.name(name))).datasetGroupArn();
  }

  private static String dataset(String group, String type, String schema) {
    return get(() ->
            client.createDataset(
                r -> r.name(type).datasetType(type).datasetGroupArn(group).schemaArn(schema)))
        .datasetArn();
  }

  private static DatasetExportJob exported(String dataset, String name, IngestionMode mode) {
    return ended(createExport(dataset, name, mode));
  }

  private static String createExport(String dataset, String name, IngestionMode mode) {
    return get(() ->
            client.createDatasetExportJob(
                r ->
                    r.jobName(name)
                        .datasetArn(dataset)
                        .ingestionMode(mode)
                        .roleArn(ROLE)
                        .jobOutput(
                            o -> o.s3DataDestination(d -> d.path("s3://" + bucket + "/out/")))))
        .datasetExportJobArn();
  }

  private static DatasetExportJob ended(String arn) {
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDatasetExportJob(r -> r.datasetExportJobArn(arn))),
            found -> List.of("ACTIVE", "CREATE FAILED").contains(found.datasetExportJob().status()))
        .datasetExportJob();
  }

  private static List<String> words(String arn) {
    return server
        .rows(
            "select e.word from job_event e join personalize_resource r on r.uid::uuid = e.job"
                + " where r.arn = $1 order by e.seq",
            arn)
        .stream()
        .map(row -> row.getString("word"))
        .distinct()
        .toList();
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

  private static void refused(Class<? extends Throwable> as, Supplier<CompletableFuture<?>> call) {
    assertThatThrownBy(() -> get(call)).isInstanceOf(as);
  }

  private static String text(String key) {
    return new String(server.objects.bytes(bucket, key), StandardCharsets.UTF_8);
  }

  private static <T> T get(Supplier<? extends CompletableFuture<? extends T>> call) {
    try {
      return call.get().join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
