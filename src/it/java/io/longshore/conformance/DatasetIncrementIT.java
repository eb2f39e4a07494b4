package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** Exports of datasets that have only what is new since the last one. */
@Timeout(240)
class DatasetIncrementIT extends RolesFixture {

  private static final String CHANGES = "arn:aws:iam::111122223333:role/changes";
  private static final List<IngestionMode> MODES =
      List.of(IngestionMode.PUT, IngestionMode.BULK, IngestionMode.ALL);

  private Installation server;
  private S3Objects objects;
  private PersonalizeAsyncClient client;
  private PersonalizeEventsAsyncClient events;
  private String dataset;
  private String tracker;
  private int names;

  /** By mode, what a reader has who applied all exports. */
  private final List<Set<String>> applied =
      List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

  @Test
  void applied_in_order_exports_equal_the_records_after_every_kind_of_change() throws Exception {
    JsonObject export = new JsonObject().put("since", "lastExport");
    JsonObject roles =
        roles().put(CHANGES, new JsonObject().put("allowed", OPEN).put("export", export));
    Map<String, String> flags = flags(roles);
    flags.put("upkeep.every", "200ms");
    flags.put("upkeep.retention", "personalize.deletion=1d");
    try (Installation started = Installation.start(temp.resolve("data"), flags);
        S3Objects s3 = new S3Objects(Backends.s3())) {
      server = started;
      objects = s3;
      client = client(PersonalizeAsyncClient.builder(), server);
      events = client(PersonalizeEventsAsyncClient.builder(), server);
      dataset = MaskedDataset.create(client);
      String group =
          call(client.describeDataset(r -> r.datasetArn(dataset))).dataset().datasetGroupArn();
      tracker =
          call(client.createEventTracker(r -> r.name("site").datasetGroupArn(group))).trackingId();
      steps(group);
    }
  }

  private void steps(String group) {
    put("ann", "i1");
    expect("no earlier export", "no earlier export", "no earlier export");
    put("ann", "i1");
    put("bob", "i2");
    expect("", "", "");
    imported(ImportMode.FULL, "cid,i3,1,view\ndan,i4,2,view\n");
    expect("", "", "");
    imported(ImportMode.INCREMENTAL, "eve,i5,3,view\n");
    put("eve", "i6");
    expect("", "", "");
    imported(ImportMode.FULL, "fay,i7,4,view\n");
    expect("", "replaced the records", "replaced the records");
    expect("", "", "");
    deleted(group, "USER_ID\nbob\nfay\n");
    expect("Users were deleted", "Users were deleted", "Users were deleted");
    put("bob", "i8");
    expect("", "", "");
    assertThat(applied.get(0)).hasSize(3).anyMatch(row -> row.startsWith("bob,i8,"));
    deleted(group, "USER_ID\neve\n");
    retired();
    expect("Users were deleted", "Users were deleted", "Users were deleted");
  }

  /**
   * Exports in each mode, and compares what was applied with a full export.
   *
   * @param reasons why the export is full, by mode; empty if it has only what is new
   */
  private void expect(String... reasons) {
    for (int mode = 0; mode < MODES.size(); mode++) {
      Set<String> lines = applied.get(mode);
      String folder = "open/" + MODES.get(mode) + "/" + exported(MODES.get(mode), CHANGES) + "/";
      byte[] manifest = objects.bytes(BUCKET, folder + "_manifest.json");
      ManifestSchema.check(manifest, BUCKET);
      JsonObject increment = new JsonObject(new String(manifest, UTF_8)).getJsonObject("increment");
      if (reasons[mode].isEmpty()) {
        assertThat(increment.getString("kind")).isEqualTo("CHANGES");
        assertThat(increment.getString("baseDatasetExportJobArn")).contains("dataset-export-job/");
      } else {
        assertThat(increment.getString("reason")).contains(reasons[mode]);
        lines.clear();
      }
      Set<String> changed = rows(folder);
      lines.addAll(changed);
      String whole = "open/" + MODES.get(mode) + "/" + exported(MODES.get(mode), OWN) + "/";
      assertThat(lines).as(MODES.get(mode).toString()).isEqualTo(rows(whole));
    }
  }

  private Set<String> rows(String folder) {
    return objects.keys(BUCKET).stream()
        .filter(key -> key.startsWith(folder) && key.endsWith(".csv"))
        .flatMap(key -> new String(objects.bytes(BUCKET, key), UTF_8).lines().skip(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String exported(IngestionMode mode, String role) {
    String name = "export-" + names++;
    String job =
        call(client.createDatasetExportJob(
                r ->
                    r.jobName(name)
                        .datasetArn(dataset)
                        .roleArn(role)
                        .ingestionMode(mode)
                        .jobOutput(o -> o.s3DataDestination(d -> d.path(OPEN + mode + "/")))))
            .datasetExportJobArn();
    assertThat(
            until(
                    () -> client.describeDatasetExportJob(r -> r.datasetExportJobArn(job)),
                    now -> isFinal(now.datasetExportJob().status()))
                .datasetExportJob()
                .status())
        .isEqualTo("ACTIVE");
    return name;
  }

  private void put(String user, String item) {
    call(
        events.putEvents(
            r ->
                r.trackingId(tracker)
                    .userId(user)
                    .sessionId("s-" + user)
                    .eventList(
                        e ->
                            e.eventType("click")
                                .itemId(item)
                                .sentAt(Instant.ofEpochSecond(1_700_000_000)))));
  }

  private void imported(ImportMode mode, String rows) {
    String name = "import-" + names++;
    objects.put(
        BUCKET,
        "open/" + name + ".csv",
        ("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + rows).getBytes(UTF_8));
    MaskedDataset.imported(client, dataset, name, mode, OWN, OPEN + name + ".csv");
  }

  private void deleted(String group, String users) {
    objects.put(BUCKET, "open/users.csv", users.getBytes(UTF_8));
    String job =
        call(client.createDataDeletionJob(
                r ->
                    r.jobName("deletion-" + names++)
                        .datasetGroupArn(group)
                        .roleArn(OWN)
                        .dataSource(s -> s.dataLocation(OPEN + "users.csv"))))
            .dataDeletionJobArn();
    assertThat(
            until(
                    () -> client.describeDataDeletionJob(r -> r.dataDeletionJobArn(job)),
                    now -> Set.of("COMPLETED", "FAILED").contains(now.dataDeletionJob().status()))
                .dataDeletionJob()
                .status())
        .isEqualTo("COMPLETED");
  }

  /** Returns when retention has deleted the jobs that deleted users. */
  private void retired() {
    Sql.run(
        database,
        "update job set finished_at = finished_at - interval '2 days'"
            + " where type = 'personalize.deletion'");
    until(
        () ->
            CompletableFuture.completedFuture(
                Sql.run(database, "select id from job where type = 'personalize.deletion'")),
        List::isEmpty);
  }

  private static boolean isFinal(String status) {
    return status.equals("ACTIVE") || status.equals("CREATE FAILED");
  }
}
