package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.time.Instant;
import java.util.function.IntFunction;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** All types of jobs of Personalize, on interactions and on items. */
final class PersonalizeDigests extends JobDigests {

  private static final int ROWS = 20_000;
  private static final int PUTS = 100;
  private static final String PUT_ITEM = "{\"genres\":\"put %d\",\"price\":%d}";

  private PersonalizeAsyncClient client;
  private PersonalizeEventsAsyncClient events;
  private String group;

  PersonalizeDigests(Installation server, S3Objects objects, String bucket) {
    super(server, objects, bucket);
  }

  @Override
  void run() {
    try (PersonalizeAsyncClient jobs =
            Sdk.client(PersonalizeAsyncClient.builder(), server.uri(), ACCOUNT);
        PersonalizeEventsAsyncClient calls =
            Sdk.client(PersonalizeEventsAsyncClient.builder(), server.uri(), ACCOUNT)) {
      client = jobs;
      events = calls;
      group = call(client.createDatasetGroup(r -> r.name("digests"))).datasetGroupArn();
      interactions();
      items();
    }
  }

  private String dataset(String type, String schema) {
    String arn = call(client.createSchema(r -> r.name("of-" + type).schema(schema))).schemaArn();
    return call(client.createDataset(
            r -> r.name(type).datasetType(type).datasetGroupArn(group).schemaArn(arn)))
        .datasetArn();
  }

  private void interactions() {
    IntFunction<String> row = i -> "u%d,\"i, %d 😀\",%d".formatted(i % 5000, i % 97, 1_700_000 + i);
    put("events/a.csv", "USER_ID,ITEM_ID,TIMESTAMP", ROWS, row);
    put("events/b.csv", "USER_ID,ITEM_ID,TIMESTAMP", ROWS, i -> row.apply(i + ROWS / 2));
    put("more.csv", "USER_ID,ITEM_ID,TIMESTAMP", ROWS, i -> row.apply(i + ROWS));
    put("users.csv", "USER_ID", PUTS, i -> "u" + i);
    String dataset = dataset("Interactions", PersonalizeSdkFixture.INTERACTIONS);
    String tracker =
        call(client.createEventTracker(r -> r.name("site").datasetGroupArn(group))).trackingId();
    imported(dataset, "events/", ImportMode.FULL);
    keepExports(dataset, "full import");
    for (int i = 0; i < PUTS; i++) {
      putEvent(tracker, i);
    }
    keepExports(dataset, "calls");
    imported(dataset, "more.csv", ImportMode.INCREMENTAL);
    keepExports(dataset, "incremental import");
    deleteUsers();
    keepExports(dataset, "deletion of users");
    imported(dataset, "more.csv", ImportMode.FULL);
    keepExports(dataset, "second full import");
    call(client.deleteDataset(r -> r.datasetArn(dataset)));
    succeeded("personalize.removal", 1);
    keepCounts(
        "rows after the dataset was deleted",
        "personalize_record",
        "personalize_packed",
        "personalize_event",
        "personalize_session",
        "personalize_anonymous");
  }

  private void putEvent(String tracker, int i) {
    call(
        events.putEvents(
            r ->
                r.trackingId(tracker)
                    .userId("u" + i * 2)
                    .sessionId("s" + i)
                    .eventList(
                        e ->
                            e.eventType("click")
                                .itemId("put " + i)
                                .eventId("e" + i)
                                .sentAt(Instant.ofEpochSecond(1_800_000_000 + i)))));
  }

  private void deleteUsers() {
    String job =
        call(client.createDataDeletionJob(
                r ->
                    r.jobName("users")
                        .datasetGroupArn(group)
                        .roleArn(ROLE)
                        .dataSource(s -> s.dataLocation(place("users.csv")))))
            .dataDeletionJobArn();
    until(
        () -> client.describeDataDeletionJob(r -> r.dataDeletionJobArn(job)),
        now -> now.dataDeletionJob().status().equals("COMPLETED"));
    succeeded("personalize.erasure", 1);
  }

  /** Rows of which an export has the newest of each key. */
  private void items() {
    put("items.csv", "ITEM_ID,GENRES,PRICE", ROWS, i -> "i%d,a|b %d,%d".formatted(i, i, i % 10));
    put(
        "newer.csv",
        "ITEM_ID,GENRES,PRICE",
        ROWS,
        i -> "i%d,newer,%d".formatted(i + ROWS / 2, i % 10));
    String dataset = dataset("Items", PersonalizeSdkFixture.ITEMS);
    imported(dataset, "items.csv", ImportMode.FULL);
    keepExports(dataset, "items");
    for (int i = 0; i < PUTS; i++) {
      String properties = PUT_ITEM.formatted(i, i);
      int number = i * 300;
      call(
          events.putItems(
              r ->
                  r.datasetArn(dataset)
                      .items(item -> item.itemId("i" + number).properties(properties))));
    }
    keepExports(dataset, "items of calls");
    imported(dataset, "newer.csv", ImportMode.INCREMENTAL);
    keepExports(dataset, "newer items");
  }

  private void imported(String dataset, String key, ImportMode mode) {
    String name = "in-" + System.nanoTime();
    MaskedDataset.imported(client, dataset, name, mode, ROLE, place(key));
  }

  private void keepExports(String dataset, String after) {
    for (IngestionMode mode : IngestionMode.knownValues()) {
      String name = "of-" + after.replace(' ', '-') + "-" + mode;
      MaskedDataset.exported(client, dataset, name, mode, ROLE, place("out/"));
      keep(mode + " after " + after, lines("out/" + name + "/", ".csv"));
    }
  }
}
