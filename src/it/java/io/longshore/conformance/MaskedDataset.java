package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalize.model.IngestionMode;

/** Calls on a dataset of interactions with the type of the event. */
final class MaskedDataset {

  private static final String SCHEMA =
      """
      {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
       "version":"1.0",
       "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
                 {"name":"TIMESTAMP","type":"long"},{"name":"EVENT_TYPE","type":"string"}]}""";

  private MaskedDataset() {}

  static String create(PersonalizeAsyncClient client) {
    String group = call(client.createDatasetGroup(r -> r.name("masked"))).datasetGroupArn();
    String schema = call(client.createSchema(r -> r.name("masked").schema(SCHEMA))).schemaArn();
    until(
        () -> client.describeDatasetGroup(r -> r.datasetGroupArn(group)),
        now -> now.datasetGroup().status().equals("ACTIVE"));
    return call(client.createDataset(
            r ->
                r.name("masked")
                    .datasetGroupArn(group)
                    .schemaArn(schema)
                    .datasetType("Interactions")))
        .datasetArn();
  }

  static void imported(
      PersonalizeAsyncClient client, String dataset, String role, String location) {
    imported(client, dataset, "masked", ImportMode.FULL, role, location);
  }

  static void imported(
      PersonalizeAsyncClient client,
      String dataset,
      String name,
      ImportMode mode,
      String role,
      String location) {
    String job =
        call(client.createDatasetImportJob(
                r ->
                    r.jobName(name)
                        .datasetArn(dataset)
                        .roleArn(role)
                        .importMode(mode)
                        .dataSource(s -> s.dataLocation(location))))
            .datasetImportJobArn();
    assertThat(
            until(
                    () -> client.describeDatasetImportJob(r -> r.datasetImportJobArn(job)),
                    now -> ended(now.datasetImportJob().status()))
                .datasetImportJob()
                .status())
        .isEqualTo("ACTIVE");
  }

  static void exported(
      PersonalizeAsyncClient client, String dataset, String name, String role, String path) {
    exported(client, dataset, name, IngestionMode.ALL, role, path);
  }

  static void exported(
      PersonalizeAsyncClient client,
      String dataset,
      String name,
      IngestionMode mode,
      String role,
      String path) {
    String job =
        call(client.createDatasetExportJob(
                r ->
                    r.jobName(name)
                        .datasetArn(dataset)
                        .roleArn(role)
                        .ingestionMode(mode)
                        .jobOutput(o -> o.s3DataDestination(d -> d.path(path)))))
            .datasetExportJobArn();
    assertThat(
            until(
                    () -> client.describeDatasetExportJob(r -> r.datasetExportJobArn(job)),
                    now -> ended(now.datasetExportJob().status()))
                .datasetExportJob()
                .status())
        .isEqualTo("ACTIVE");
  }

  /** Why an export job has failed. */
  static String failure(PersonalizeAsyncClient client, String job) {
    var ended =
        until(
                () -> client.describeDatasetExportJob(r -> r.datasetExportJobArn(job)),
                now -> ended(now.datasetExportJob().status()))
            .datasetExportJob();
    assertThat(ended.status()).isEqualTo("CREATE FAILED");
    return ended.failureReason();
  }

  private static boolean ended(String status) {
    return status.equals("ACTIVE") || status.equals("CREATE FAILED");
  }
}
