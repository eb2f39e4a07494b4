package io.longshore.service.pinpoint.block;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.block.BlockBuilder.Result;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.transfer.write.BlockMeter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Exports with blocks have what exports without them have, whatever has changed the rows. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlocksIT {

  private static final int ENDPOINTS = 30_000;

  @AutoClose private final BlockRig rig = new BlockRig();

  @Test
  void an_export_requests_blocks_and_the_next_passes_all_of_them_on() {
    String app = rig.app(ENDPOINTS);
    rig.service.rows("delete from pinpoint_block_container");
    assertThat(rig.passedOn(app)).isZero();
    assertThat(rig.next().container()).isEqualTo(app);

    rig.build(app);

    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app)).isGreaterThan(256);
    assertThat(rig.requested()).isFalse();
  }

  @Test
  void rows_in_the_order_in_which_calls_wrote_them_get_blocks_too() {
    String app = rig.app(2 * ENDPOINTS);
    rig.service.rows(
        "create table scattered as select * from pinpoint_endpoint where container = '"
            + app
            + "'");
    sql("delete from pinpoint_endpoint where container = $1", app);
    rig.service.rows("insert into pinpoint_endpoint select * from scattered order by revision");
    rig.service.rows("drop table scattered");
    assertThat(rig.passedOn(app)).isZero();

    rig.build(app);

    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app)).isPositive();
  }

  @Test
  void every_kind_of_write_is_seen() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    int all = rig.passedOn(app);
    for (Map.Entry<String, Runnable> write : writes(app).entrySet()) {
      List<String> before = rig.stored(app);
      write.getValue().run();
      boolean same = before.equals(rig.stored(app));
      int passed = rig.passedOn(app);
      assertThat(passed).as(write.getKey()).isLessThan(all);
      assertThat(same).as(write.getKey()).isEqualTo(write.getKey().endsWith("the same"));
      all = passed;
    }
    rig.build(app);
    assertThat(rig.passedOn(app)).isGreaterThan(all);
  }

  private Map<String, Runnable> writes(String app) {
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("UpdateEndpoint", () -> rig.service.put(app, "e-1", email("new@example.com")));
    writes.put("a new endpoint", () -> rig.service.put(app, "new", email("n@example.com")));
    writes.put("DeleteEndpoint", () -> call("DeleteEndpoint", app, "endpointId", "e-2"));
    writes.put("DeleteUserEndpoints", () -> call("DeleteUserEndpoints", app, "userId", "u3"));
    writes.put("PutEvents", () -> events(app));
    writes.put("attributes of a user", () -> rig.service.put(app, "e-5", ofUser("u6")));
    writes.put(
        "an update by SQL",
        () ->
            sql(
                "update pinpoint_endpoint set line = replace(line,"
                    + " 'NONE', 'ALL') where id = 'e-7' and container = $1",
                app));
    writes.put(
        "an update by SQL to the same",
        () ->
            sql(
                "update pinpoint_endpoint set line = line where id = 'e-8' and container = $1",
                app));
    writes.put(
        "a deletion by SQL",
        () -> sql("delete from pinpoint_endpoint where id = 'e-9' and container = $1", app));
    writes.put(
        "an insertion by SQL before the first id",
        () ->
            sql(
                "insert into pinpoint_endpoint (container, bucket, id, line, version, revision)"
                    + " values ($1, 7, '!', '{\"Id\":\"!\"}', 1, 1)",
                app));
    writes.put(
        "a row that was replaced by the same",
        () ->
            sql(
                "with gone as (delete from pinpoint_endpoint where container = $1 and id = 'e-10'"
                    + " returning *) insert into pinpoint_endpoint select container, bucket, 'x' || id, line,"
                    + " version, revision, user_id, terms, active_at, address_key from gone",
                app));
    writes.put("UpdateEndpointsBatch", () -> batch(app));
    writes.put(
        "an update by SQL of many",
        () ->
            sql(
                "update pinpoint_endpoint set line = line || ' ' where container = $1"
                    + " and bucket in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)",
                app));
    writes.put("RemoveAttributes", () -> rig.removeAttributes(app));
    return writes;
  }

  private void sql(String statement, String app) {
    rig.service.rows(statement, app);
  }

  private void call(String operation, String app, String name, String value) {
    rig.service.ok(operation, "applicationId", app, name, value);
  }

  private static JsonObject ofUser(String user) {
    return json("{'User':{'UserId':'" + user + "','UserAttributes':{'Plan':['gold']}}}");
  }

  private void batch(String app) {
    JsonArray items = new JsonArray();
    for (int i = 100; i < 150; i++) {
      items.add(email(i + "@b.example.com").put("Id", "e-" + i));
    }
    rig.service.ok(
        "UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app);
  }

  private void events(String app) {
    rig.service.ok(
        "PutEvents",
        json(
            "{'BatchItem':{'e-4':{'Endpoint':{'Address':'p@example.com','ChannelType':'EMAIL'},"
                + "'Events':{'1':{'EventType':'t','Timestamp':'2026-11-21T10:15:30Z'}}}}}"),
        "applicationId",
        app);
  }

  @Test
  void blocks_of_another_generation_are_not_used_and_built_again() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    await(BlockRequestStore.forget(rig.service.postgres, List.of(app)));
    assertThat(rig.passedOn(app)).isZero();
    sql("delete from pinpoint_block_change where container = $1", app);
    rig.request(app);
    assertThat(rig.passedOn(app)).isZero();
    rig.build(app);
    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app));
  }

  @Test
  void few_changes_leave_blocks_as_they_are_and_many_make_new_ones_after_a_while() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    long blocks = rig.blocks(app);
    rig.service.put(app, "e-1", email("new@example.com"));
    int built = rig.counts.built.get();
    rig.build(app);
    assertThat(rig.counts.built.get() - built).isBetween(0, 3);

    sql("update pinpoint_endpoint set line = line || ' ' where container = $1", app);
    built = rig.counts.built.get();
    rig.request(app);
    BlockBuilder later = rig.builder(Duration.ofMinutes(10));
    while (rig.requested()) {
      assertThat(await(later.build(rig.next()))).isEqualTo(Result.DONE);
    }
    assertThat(rig.counts.built.get()).isEqualTo(built);
    rig.build(app);
    assertThat(rig.counts.built.get() - built).isGreaterThanOrEqualTo((int) blocks - 3);
    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app));
  }

  @Test
  void a_deleted_app_leaves_no_block_whoever_deleted_its_rows() {
    String app = rig.app(ENDPOINTS);
    String kept = rig.app(ENDPOINTS);
    rig.build(app);
    rig.build(kept);
    rig.service.ok("DeleteApp", "applicationId", app);
    rig.request(app);
    assertThat(await(rig.builder(Duration.ZERO).build(rig.next()))).isEqualTo(Result.DONE);
    assertThat(rig.requested()).isFalse();

    await(
        rig.service.removal.piece(
            rig.service.job(app, AppPurgeJob.NAME),
            EndpointRows.PIECES.split(1).get(0),
            new MemoryOutputs()));
    assertThat(rig.blocks(app)).isZero();
    assertThat(rig.blocks(kept)).isPositive();

    // An older replica deletes the rows only.
    rig.service.ok("DeleteApp", "applicationId", kept);
    await(new UselessBlocks(rig.service.postgres, true, BlockMeter.NONE).drop());
    assertThat(rig.blocks(kept)).isZero();
  }
}
