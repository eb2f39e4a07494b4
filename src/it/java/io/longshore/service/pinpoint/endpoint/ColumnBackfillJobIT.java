package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.store.HashBucket;
import io.longshore.store.Migrations;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints that were stored when there were no columns for segments. */
class ColumnBackfillJobIT {

  private static final String APP = "a".repeat(32);
  private static final int ROWS = 700;

  private PinpointFixture rig;

  @BeforeEach
  void a_database_of_before() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    Flyway.configure()
        .dataSource("jdbc:" + database.url(), database.user(), database.password())
        .locations("classpath:db")
        .target("100")
        .load()
        .migrate();
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:" + database.url(), database.user(), database.password())) {
      connection.createStatement().execute(app(APP));
      connection.createStatement().execute(app("b".repeat(32)));
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into pinpoint_endpoint values (?, ?, ?, ?, 1, 7, ?)")) {
        for (int i = 0; i < ROWS; i++) {
          JsonObject line = line(i);
          insert.setString(1, APP);
          insert.setShort(2, HashBucket.of("id-" + i));
          insert.setString(3, "id-" + i);
          insert.setString(4, line.encode());
          insert.setString(5, line.getJsonObject("User").getString("UserId"));
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    Migrations.run(database);
    rig = new PinpointFixture(database);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static String app(String id) {
    return "insert into pinpoint_app values ('%s', '%s', '%s', 'old', '{}', now())"
        .formatted(id, OWNER.account(), OWNER.region());
  }

  private static JsonObject line(int i) {
    return json(
        ("{'Address':'old%d@example.com','ApplicationId':'%s','Attributes':{'Plan':['p%d','x']},"
                + "'ChannelType':'EMAIL','EffectiveDate':'2026-10-%02dT10:00:00.000Z',"
                + "'EndpointStatus':'ACTIVE','Id':'Id-%d','OptOut':'NONE',"
                + "'User':{'UserId':'u%d'}}")
            .formatted(i, APP, i % 7, 1 + i % 28, i, i));
  }

  @Test
  void get_their_columns_from_one_job_an_app_and_keep_their_lines() {
    rig.put(APP, "id-5", json("{'Attributes':{'Plan':['new']}}")); // written before its turn
    assertThat(await(ColumnBackfillJob.begin(rig.postgres, rig.jobs))).isEqualTo(2);
    assertThat(await(ColumnBackfillJob.begin(rig.postgres, rig.jobs))).isZero();
    fill(Optional.empty());

    for (Row row : rig.rows("select * from pinpoint_endpoint where container = $1", APP)) {
      int number = Integer.parseInt(row.getString("id").substring(3));
      JsonObject line = number == 5 ? json(row.getString("line")) : line(number);
      EndpointRow expected = EndpointRow.of(line);
      assertThat(row.getString("line")).isEqualTo(line.encode());
      assertThat(row.getLong("address_key")).isEqualTo(expected.address().orElseThrow());
      assertThat(literal(row.getArrayOfIntegers("terms"))).isEqualTo(expected.terms());
      assertThat(row.getOffsetDateTime("active_at").toInstant()).isEqualTo(expected.activeAt());
      assertThat(row.getShort("version")).isEqualTo(EndpointMerge.VERSION);
      assertThat(row.getLong("revision")).isEqualTo(number == 5 ? 8 : 7);
    }
    rig.put(APP, "taker", email("old9@example.com"));
    assertThat(rig.endpoint(APP, "id-9").getString("EndpointStatus")).isEqualTo("INACTIVE");
  }

  @Test
  void are_filled_by_what_is_left_when_it_stops_halfway() {
    await(ColumnBackfillJob.begin(rig.postgres, rig.jobs));
    fill(Optional.of(1));
    long first = filled();
    assertThat(first).isBetween(1L, ROWS - 1L);
    fill(Optional.empty());

    assertThat(filled()).isEqualTo(ROWS);
  }

  private long filled() {
    return rig.count("pinpoint_endpoint where terms is not null and version = 2");
  }

  /** Runs the pieces of the app's job, or the first of them. */
  private void fill(Optional<Integer> most) {
    Job job = rig.job(APP, ColumnBackfillJob.NAME);
    List<Row> pieces =
        rig.rows(
            "select spec from task where job = $1 and kind = 'PIECE' order by seq",
            job.id().value());
    for (Row row : pieces.subList(0, most.orElse(pieces.size()))) {
      Piece piece = new Piece((JsonObject) row.getJson("spec"), Optional.empty());
      await(rig.fill.piece(job, piece, new MemoryOutputs()));
    }
  }

  private static String literal(Integer[] terms) {
    return List.of(terms).toString().replace("[", "{").replace("]", "}").replace(" ", "");
  }
}
