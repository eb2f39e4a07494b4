package io.longshore.service.pinpoint.block;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.pinpoint.block.BlockBuilder.Result;
import io.longshore.transfer.write.BlockMeter;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Changes of endpoints that triggers record for blocks, and exports that rest on them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedChangesIT {

  private static final int ENDPOINTS = 30_000;

  @AutoClose private final BlockRig rig = new BlockRig();

  @Test
  void a_write_that_was_not_committed_when_the_block_was_built_is_seen() {
    String app = rig.app(ENDPOINTS);
    rig.request(app);
    SqlConnection open = await(rig.service.postgres.requests().getConnection());
    await(open.begin());
    run(open, "update pinpoint_endpoint set line = '{\"Id\":\"e-1\"}' where id = 'e-1'");
    run(open, "delete from pinpoint_endpoint where id = 'e-2'");
    rig.build(app);
    int blocks = (int) rig.blocks(app);
    assertThat(rig.passedOn(app)).isEqualTo(blocks);

    run(open, "commit");
    await(open.close());

    assertThat(rig.passedOn(app)).isEqualTo(blocks - 2);
    assertThat(rig.exported(app)).contains("{\"Id\":\"e-1\"}");
  }

  @Test
  void an_app_gets_no_blocks_while_a_transaction_is_open_that_does_not_record_its_changes() {
    String app = rig.app(ENDPOINTS);
    SqlConnection open = await(rig.service.postgres.requests().getConnection());
    await(open.begin());
    run(open, "update pinpoint_endpoint set line = '{\"Id\":\"e-1\"}' where id = 'e-1'");
    rig.request(app);

    Result early = await(rig.builder(Duration.ZERO).build(rig.next()));
    assertThat(early).isEqualTo(Result.TOO_EARLY);
    assertThat(rig.blocks(app)).isZero();
    run(open, "commit");
    await(open.close());

    rig.build(app);
    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app)).isPositive();
    assertThat(rig.exported(app)).contains("{\"Id\":\"e-1\"}");
  }

  @Test
  void a_transaction_with_an_old_snapshot_records_its_changes() {
    String app = rig.app(ENDPOINTS);
    SqlConnection open = await(rig.service.postgres.requests().getConnection());
    run(open, "begin isolation level repeatable read");
    run(open, "select count(*) from pinpoint_app");
    rig.build(app);
    run(open, "update pinpoint_endpoint set line = '{\"Id\":\"e-1\"}' where id = 'e-1'");
    run(open, "commit");
    await(open.close());

    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app) - 1);
    assertThat(rig.exported(app)).contains("{\"Id\":\"e-1\"}");
  }

  @Test
  void changes_of_apps_without_blocks_are_not_recorded() {
    String app = rig.app(ENDPOINTS);
    rig.service.put(app, "e-1", email("new@example.com"));
    assertThat(changes(app)).isZero();
    rig.build(app);
    rig.service.put(app, "e-1", email("newer@example.com"));
    assertThat(changes(app)).isPositive();
  }

  @Test
  void blocks_are_not_used_while_changes_are_not_recorded() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    String table = "alter table pinpoint_endpoint ";
    try {
      rig.service.rows(table + "disable trigger pinpoint_block_update");
      assertThat(rig.passedOn(app)).isZero();
      rig.service.rows(table + "enable trigger pinpoint_block_update"); // not for all sessions
      assertThat(rig.passedOn(app)).isZero();
    } finally {
      rig.service.rows(table + "enable always trigger pinpoint_block_update");
    }
    assertThat(rig.passedOn(app)).isPositive();
  }

  @Test
  void a_restored_container_with_a_number_from_another_server_gets_blocks() {
    String app = rig.app(ENDPOINTS);
    rig.request(app);
    sql("update pinpoint_block_container set marked_from = '9000000000' where container = $1", app);
    assertThat(await(rig.builder(Duration.ZERO).build(rig.next()))).isEqualTo(Result.TOO_EARLY);

    rig.build(app);

    assertThat(rig.passedOn(app)).isEqualTo((int) rig.blocks(app)).isPositive();
  }

  @Test
  void a_truncation_ends_the_use_of_all_blocks() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    SqlConnection open = await(rig.service.postgres.requests().getConnection());
    await(open.begin());
    run(open, "truncate pinpoint_endpoint");
    int left = await(open.query("select 1 from pinpoint_block_container").execute()).size();
    run(open, "rollback");
    await(open.close());

    assertThat(left).isZero();
    assertThat(rig.passedOn(app)).isPositive();
  }

  @Test
  void an_app_that_changes_much_loses_its_blocks_and_its_changes() {
    String app = rig.app(ENDPOINTS);
    String kept = rig.app(ENDPOINTS);
    rig.build(app);
    rig.build(kept);
    for (int n = 0; n < 41; n++) {
      sql(
          "update pinpoint_endpoint set line = line || ' ' where container = $1 and id in"
              + " (select 'e-' || n from generate_series(1, 499) n)",
          app);
    }
    assertThat(changes(app)).isEqualTo(41 * 499);

    await(new UselessBlocks(rig.service.postgres, true, BlockMeter.NONE).drop());

    assertThat(changes(app)).isZero();
    assertThat(rig.blocks(app)).isZero();
    assertThat(rig.passedOn(app)).isZero();
    assertThat(rig.passedOn(kept)).isEqualTo((int) rig.blocks(kept)).isPositive();
    await(new UselessBlocks(rig.service.postgres, false, BlockMeter.NONE).drop());
    assertThat(rig.blocks(kept)).isZero();
  }

  private static void run(SqlConnection open, String sql) {
    await(open.query(sql).execute());
  }

  private long changes(String app) {
    return rig.service
        .rows("select count(*) from pinpoint_block_change where container = $1", app)
        .get(0)
        .getLong(0);
  }

  private void sql(String statement, String app) {
    rig.service.rows(statement, app);
  }
}
