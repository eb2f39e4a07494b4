package io.longshore.conformance;

import static io.longshore.conformance.WaiterCases.BUCKET;
import static io.longshore.conformance.WaiterCases.LOST;
import static io.longshore.conformance.WaiterCases.ROLE;
import static io.longshore.conformance.WaiterCases.bytes;

import io.longshore.client.PersonalizeWaiters;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;

/** The jobs and resources of Personalize to wait for. */
final class PersonalizeWaiterCases {

  private final PersonalizeClient client;
  private final PersonalizeWaiters waiters;
  private final List<WaiterCase> cases = new ArrayList<>();

  private PersonalizeWaiterCases(Installation server) {
    client = Sdk.client(PersonalizeClient.builder(), server.uri(), WaiterCases.ACCOUNT);
    waiters = PersonalizeWaiters.of(client);
  }

  static void putFiles(S3Objects objects) {
    objects.put(BUCKET, "views.csv", bytes("USER_ID,ITEM_ID,TIMESTAMP\nann,i,1\nbob,j,2\n"));
    objects.put(BUCKET, "forget.csv", bytes("USER_ID\nann\n"));
    objects.put(BUCKET, "wrong.csv", bytes("USER_ID,ITEM_ID\nann,i\n"));
  }

  static List<WaiterCase> start(Installation server) {
    PersonalizeWaiterCases all = new PersonalizeWaiterCases(server);
    String group = all.addGroup();
    String dataset = all.addDataset(group);
    all.addImport(dataset, "views", "");
    all.addImport(dataset, "none", "none.csv");
    all.addExport(dataset, BUCKET, "");
    all.addExport(dataset, LOST, LOST);
    all.addDeletion(group, "forget", "");
    all.addDeletion(group, "wrong", "USER_ID");
    return all.cases;
  }

  private void add(String waiter, String parameter, String arn, String reason, Runnable inJava) {
    cases.add(new WaiterCase("personalize", waiter, Map.of(parameter, arn), reason, inJava));
  }

  private String addGroup() {
    String arn = client.createDatasetGroup(r -> r.name("waited-for")).datasetGroupArn();
    Runnable active = () -> waiters.waitUntilDatasetGroupActive(r -> r.datasetGroupArn(arn));
    active.run();
    add("DatasetGroupActive", "datasetGroupArn", arn, "", active);
    String tracker =
        client.createEventTracker(r -> r.name("clicks").datasetGroupArn(arn)).eventTrackerArn();
    add(
        "EventTrackerActive",
        "eventTrackerArn",
        tracker,
        "",
        () -> waiters.waitUntilEventTrackerActive(r -> r.eventTrackerArn(tracker)));
    return arn;
  }

  private String addDataset(String group) {
    String schema =
        client
            .createSchema(r -> r.name("waited-for").schema(PersonalizeSdkFixture.INTERACTIONS))
            .schemaArn();
    String arn =
        client
            .createDataset(
                r ->
                    r.name("waited-for")
                        .datasetType("Interactions")
                        .datasetGroupArn(group)
                        .schemaArn(schema))
            .datasetArn();
    Runnable active = () -> waiters.waitUntilDatasetActive(r -> r.datasetArn(arn));
    active.run();
    add("DatasetActive", "datasetArn", arn, "", active);
    return arn;
  }

  private void addImport(String dataset, String name, String reason) {
    String arn =
        client
            .createDatasetImportJob(
                r ->
                    r.jobName(name)
                        .datasetArn(dataset)
                        .roleArn(ROLE)
                        .importMode(ImportMode.FULL)
                        .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + name + ".csv")))
            .datasetImportJobArn();
    add(
        "DatasetImportJobActive",
        "datasetImportJobArn",
        arn,
        reason,
        () -> waiters.waitUntilDatasetImportJobActive(r -> r.datasetImportJobArn(arn)));
  }

  private void addExport(String dataset, String bucket, String reason) {
    String arn =
        client
            .createDatasetExportJob(
                r ->
                    r.jobName("to-" + bucket)
                        .datasetArn(dataset)
                        .roleArn(ROLE)
                        .jobOutput(
                            o -> o.s3DataDestination(d -> d.path("s3://" + bucket + "/views"))))
            .datasetExportJobArn();
    add(
        "DatasetExportJobActive",
        "datasetExportJobArn",
        arn,
        reason,
        () -> waiters.waitUntilDatasetExportJobActive(r -> r.datasetExportJobArn(arn)));
  }

  private void addDeletion(String group, String name, String reason) {
    String arn =
        client
            .createDataDeletionJob(
                r ->
                    r.jobName(name)
                        .datasetGroupArn(group)
                        .roleArn(ROLE)
                        .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + name + ".csv")))
            .dataDeletionJobArn();
    add(
        "DataDeletionJobCompleted",
        "dataDeletionJobArn",
        arn,
        reason,
        () -> waiters.waitUntilDataDeletionJobCompleted(r -> r.dataDeletionJobArn(arn)));
  }
}
