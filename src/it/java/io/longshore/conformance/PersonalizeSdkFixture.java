package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.PersonalizeConfig;
import io.longshore.fixture.Sdk;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.CreateDatasetImportJobResponse;
import software.amazon.awssdk.services.personalize.model.DatasetExportJob;
import software.amazon.awssdk.services.personalize.model.DatasetImportJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** A server, its clients and a bucket, for tests with the AWS SDK for Java. */
class PersonalizeSdkFixture {

  static final String ITEMS =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0",
       "fields":[{"name":"ITEM_ID","type":"string"},
                 {"name":"GENRES","type":["null","string"],"categorical":true},
                 {"name":"PRICE","type":["float","null"]}]}""";

  static final String INTERACTIONS =
      """
      {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
       "version":"1.0",
       "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
                 {"name":"TIMESTAMP","type":"long"}]}""";

  static final String ROLE = "arn:aws:iam::000000000000:role/export";
  static PersonalizeServer server;
  static PersonalizeAsyncClient client;
  static PersonalizeEventsAsyncClient events;
  static String bucket;

  @BeforeAll
  static void startServer() {
    server = new PersonalizeServer(64, new PersonalizeConfig(true, 100, false)).work();
    client = server.client("test");
    events = server.events("test");
    bucket = "personalize-" + UUID.randomUUID();
    server.objects.createBucket(bucket);
  }

  @AfterAll
  static void stopServer() {
    client.close();
    events.close();
    server.close();
  }

  static CompletableFuture<CreateDatasetImportJobResponse> create(
      String dataset, String name, String key, String mode) {
    return client.createDatasetImportJob(
        r ->
            r.jobName(name)
                .datasetArn(dataset)
                .roleArn(ROLE)
                .importMode(mode)
                .dataSource(s -> s.dataLocation("s3://" + bucket + "/" + key)));
  }

  static DatasetImportJob imported(String dataset, String name, String key, String mode) {
    String arn = get(() -> create(dataset, name, key, mode)).datasetImportJobArn();
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDatasetImportJob(r -> r.datasetImportJobArn(arn))),
            found -> List.of("ACTIVE", "CREATE FAILED").contains(found.datasetImportJob().status()))
        .datasetImportJob();
  }

  static List<String> lines(String dataset, String name, IngestionMode mode) {
    exported(dataset, name, mode);
    return parts(name).stream().flatMap(part -> text(part).lines().skip(1)).toList();
  }

  static List<String> parts(String export) {
    return server.objects.keys(bucket).stream()
        .filter(key -> key.startsWith("out/" + export + "/part-"))
        .toList();
  }

  static String schema(String name, String text) {
    return get(() -> client.createSchema(r -> r.name(name).schema(text))).schemaArn();
  }

  static String group(String name) {
    return get(() -> client.createDatasetGroup(r -> r.name(name))).datasetGroupArn();
  }

  static String dataset(String group, String type, String schema) {
    return get(() ->
            client.createDataset(
                r -> r.name(type).datasetType(type).datasetGroupArn(group).schemaArn(schema)))
        .datasetArn();
  }

  static DatasetExportJob exported(String dataset, String name, IngestionMode mode) {
    return ended(createExport(dataset, name, mode));
  }

  static String createExport(String dataset, String name, IngestionMode mode) {
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

  static DatasetExportJob ended(String arn) {
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDatasetExportJob(r -> r.datasetExportJobArn(arn))),
            found -> List.of("ACTIVE", "CREATE FAILED").contains(found.datasetExportJob().status()))
        .datasetExportJob();
  }

  static List<String> words(String arn) {
    return server
        .rows(
            "select e.word from job_event e join personalize_resource r on r.uid::uuid = e.job"
                + " where r.arn = $1 and e.kind = 'STATUS' order by e.seq",
            arn)
        .stream()
        .map(row -> row.getString("word"))
        .distinct()
        .toList();
  }

  static void refused(Class<? extends Throwable> as, Supplier<CompletableFuture<?>> call) {
    assertThatThrownBy(() -> get(call)).isInstanceOf(as);
  }

  static String text(String key) {
    return new String(server.objects.bytes(bucket, key), StandardCharsets.UTF_8);
  }

  static <T> T get(Supplier<? extends CompletableFuture<? extends T>> call) {
    return Sdk.call(call.get());
  }
}
