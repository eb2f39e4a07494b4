package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;

/** Exports of endpoints that have only what has changed since the last one. */
@Timeout(240)
class IncrementalExportIT extends IncrementsFixture {

  private static final String TOUCH =
      "update pinpoint_endpoint set line = replace(line, 'ACTIVE', 'INACTIVE'),"
          + " revision = revision + 1 where id = '%s'";

  @Test
  void applied_in_order_exports_equal_the_endpoints_after_every_kind_of_change() {
    Random random = new Random(23);
    assertThat(next().getString("Reason")).contains("no earlier export");
    imported(0, 40);
    assertThat(next().getString("Reason")).contains("filled the empty app");
    assertThat(reader.lines).hasSize(40);
    for (int round = 0; round < 6; round++) {
      for (int change = 0; change < 5; change++) {
        change(random, round);
      }
      until(() -> CompletableFuture.completedFuture(unfinished()), jobs -> jobs.equals("0"));
      JsonObject increment = next();
      assertThat(increment.getString("Kind")).isEqualTo("CHANGES");
      assertThat(increment.getString("Since")).isLessThan(increment.getString("Until"));
      assertThat(reader.lines).isEqualTo(stored());
    }
  }

  private void change(Random random, int round) {
    int some = random.nextInt(60);
    switch (random.nextInt(5)) {
      case 0 -> put(some, "v" + random.nextInt());
      case 1 ->
          pinpoint
              .deleteEndpoint(r -> r.applicationId(app).endpointId("E-" + some))
              .exceptionally(missing -> null)
              .join();
      case 2 ->
          pinpoint
              .deleteUserEndpoints(r -> r.applicationId(app).userId("u-" + some / 2))
              .exceptionally(missing -> null)
              .join();
      case 3 ->
          call(
              pinpoint.removeAttributes(
                  r ->
                      r.applicationId(app)
                          .attributeType("endpoint-custom-attributes")
                          .updateAttributesRequest(u -> u.blacklist("k" + round % 2))));
      default -> imported(some, 3);
    }
  }

  @Test
  void a_transaction_that_stays_open_across_two_exports_is_in_the_next_one() throws Exception {
    put(1, "a");
    put(2, "a");
    next();
    try (Connection late = Sql.connect(database);
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(TOUCH.formatted("e-1"));
      put(2, "b");
      next();
      next();
      assertThat(reader.lines.get("E-1")).contains("\"EndpointStatus\":\"ACTIVE\"");
      assertThat(reader.lines.get("E-2")).contains("[\"b\"]");
      late.commit();
    }
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored());
    assertThat(reader.lines.get("E-1")).contains("\"EndpointStatus\":\"INACTIVE\"");
  }

  @Test
  void rows_that_autovacuum_has_frozen_are_still_known_as_old_and_as_new() {
    put(1, "a");
    put(2, "a");
    next();
    put(2, "b");
    Sql.run(database, "vacuum (freeze) pinpoint_endpoint");
    reader.lines.clear();
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).containsOnlyKeys("E-2");
    assertThat(reader.lines.get("E-2")).contains("[\"b\"]");
  }

  @Test
  void what_calls_write_while_exports_run_is_in_one_of_them() {
    CompletableFuture<?> calls =
        CompletableFuture.runAsync(
            () ->
                IntStream.range(0, 150)
                    .forEach(
                        i -> {
                          put(i % 40, "w" + i);
                          if (i % 7 == 3) {
                            call(
                                pinpoint.deleteEndpoint(
                                    r -> r.applicationId(app).endpointId("E-" + i % 40)));
                          }
                        }));
    while (!calls.isDone()) {
      next();
    }
    calls.join();
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
    assertThat(reader.lines).isEqualTo(stored());
  }

  @Test
  void an_export_that_failed_is_no_base() {
    put(1, "a");
    next();
    put(1, "b");
    String failed = exported();
    Sql.run(
        database,
        "update job set state = 'FAILED', phase = 'FAILED' where id = '" + failed + "'::uuid");
    put(2, "a");
    next();
    assertThat(reader.lines).isEqualTo(stored()).hasSize(2);
  }

  @Test
  void an_export_is_full_with_words_when_deletions_are_not_all_known() {
    put(1, "a");
    put(2, "a");
    next();
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");

    // A worker of an older build, which does not know the column, came and went.
    Sql.run(
        database,
        "insert into worker (name, host, version, types, slots) values ('old', 'h', '1', '{}', 1)",
        "delete from pinpoint_endpoint where id = 'e-1'",
        "delete from worker where name = 'old'");
    assertThat(next().getString("Reason")).contains("older version");
    assertThat(reader.lines).isEqualTo(stored()).hasSize(1);
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");

    Sql.run(database, "update job set created_at = created_at - interval '31 days'");
    assertThat(next().getString("Reason")).contains("upkeep.deletions");

    Sql.run(database, "update pinpoint_app set recorded_from = '9000000000000'");
    assertThat(next().getString("Reason")).as("from another server").contains("not recorded yet");
    assertThat(next().getString("Kind")).isEqualTo("CHANGES");
  }

  @Test
  void segments_are_refused_and_a_deleted_app_leaves_no_record() {
    put(1, "a");
    next();
    Throwable refused =
        catchThrowable(
            () ->
                call(
                    pinpoint.createExportJob(
                        r ->
                            r.applicationId(app)
                                .exportJobRequest(
                                    e -> e.roleArn(CHANGES).s3UrlPrefix(OPEN).segmentId("abc")))));
    assertThat(refused)
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("use a role without since");
    call(pinpoint.deleteEndpoint(r -> r.applicationId(app).endpointId("E-1")));
    assertThat(Sql.run(database, "select line from pinpoint_deletion"))
        .containsExactly("{\"Id\":\"E-1\"}");
    call(pinpoint.deleteApp(r -> r.applicationId(app)));
    until(() -> CompletableFuture.completedFuture(unfinished()), jobs -> jobs.equals("0"));
    assertThat(Sql.run(database, "select line from pinpoint_deletion")).isEmpty();
  }
}
