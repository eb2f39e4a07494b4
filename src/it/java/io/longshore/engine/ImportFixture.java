package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Base of tests with import jobs; the tables of imports are empty before each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportFixture {

  static final long ROWS = RowsImport.ROWS;

  @RegisterExtension final EngineFixture rig = new EngineFixture("import-it");
  final RowsImport type = rig.rowsImport;

  @BeforeAll
  void open() {
    await(rig.postgres.work().query(RowsImport.TABLES).execute());
  }

  @BeforeEach
  void clear() {
    rig.change("DELETE FROM imported");
    rig.change("DELETE FROM import");
    type.reset();
  }

  Job planned(int files) {
    JsonObject spec = new JsonObject().put("files", files);
    return rig.create(
        new NewJob(
            JobId.random(),
            EngineFixture.ACCOUNT,
            EngineFixture.REGION,
            RowsImport.NAME,
            "app",
            Optional.empty(),
            spec,
            List.of()));
  }

  long seen() {
    Row row = rig.rows(RowsImport.SEEN).get(0);
    assertThat(row.getLong("rows")).isEqualTo(row.getLong("different"));
    return row.getLong("rows");
  }
}
