package io.longshore.transfer.read;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.fixture.S3Objects;
import io.longshore.job.Outcome;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.store.BulkLoad;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.Postgres;
import io.longshore.transfer.read.Importer.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Imports from a file in S3 into a table of PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImporterIT {

  private static final String BUCKET = "importer-it";

  private Vertx vertx;
  private Postgres postgres;
  private BulkLoad loads;
  private S3ObjectStore store;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    DatabaseConfig database = Backends.freshDatabase();
    postgres = Postgres.connect(vertx, database);
    loads = new BulkLoad(vertx, database, 1);
    store = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(BUCKET);
    }
    await(postgres.work().query("CREATE TABLE row (n bigint, text text)").execute());
  }

  @BeforeEach
  void clear() {
    await(postgres.work().query("TRUNCATE row").execute());
  }

  @AfterAll
  void close() {
    loads.close();
    store.close();
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void good_rows_are_stored_and_malformed_ones_reported_with_their_lines() {
    StringBuilder text = new StringBuilder();
    for (int n = 1; n <= 20_000; n++) {
      text.append(n == 7 ? "[]\n" : "{\"n\":" + n + ",\"text\":\"a\\tb " + n + "\"}\n");
    }
    text.append("{\"n\":0,\"text\":\"\\u0000\"}\n{\"text\":\"x\"}\n");
    Piece piece = new Piece();

    Outcome outcome = await(run("good", text.toString(), piece));

    Outcome.Done done = (Outcome.Done) outcome;
    assertThat(done.rows()).isEqualTo(19_999);
    assertThat(done.rowsFailed()).isEqualTo(3);
    assertThat(done.refusals())
        .containsExactly(
            "s3://importer-it/good line 7: not a JSON object",
            "s3://importer-it/good line 20001: contains the character NUL, which cannot be stored",
            "s3://importer-it/good line 20002: n is missing");
    assertThat(count()).isEqualTo(19_999);
    assertThat(piece.reports).last().isEqualTo(19_999L);
  }

  @Test
  void a_file_that_cannot_be_read_completely_stores_nothing_and_cancels_the_load() {
    String lines = "{\"n\":1,\"text\":\"x\"}\n".repeat(10_000);

    Throwable refusal = failure(run("long", lines + "x".repeat(2 << 20), new Piece()));

    assertThat(refusal).isInstanceOf(PermanentFailure.class).hasMessageContaining("line 10001");
    assertThat(count()).isZero();
    assertThat(await(run("after", "{\"n\":1,\"text\":\"x\"}", new Piece())))
        .isEqualTo(new Outcome.Done(1));
  }

  @Test
  void an_attempt_that_is_stopped_cancels_its_load() {
    Piece piece = new Piece();
    piece.stopAfter = 1;

    failure(run("stopped", "{\"n\":1,\"text\":\"x\"}\n".repeat(100_000), piece));

    assertThat(count()).isZero();
    assertThat(await(run("next", "{\"n\":1,\"text\":\"x\"}", new Piece())))
        .isEqualTo(new Outcome.Done(1));
  }

  private Future<Outcome> run(String key, String content, Piece piece) {
    put(key, content);
    String name = "s3://" + BUCKET + "/" + key;
    return store
        .read(Source.of(BUCKET, key))
        .map(file -> JsonLinesReader.of(vertx, file, name, ReadLimits.DEFAULT))
        .compose(
            rows ->
                loads
                    .begin("COPY row (n, text) FROM STDIN")
                    .map(
                        load ->
                            new Target(
                                load::write, () -> load.end("select 1", List.of()), load::cancel))
                    .compose(
                        target ->
                            new Importer(vertx).load(rows, name, new Numbers(), target, piece)));
  }

  private void put(String key, String content) {
    Upload upload = await(store.createUpload(BUCKET, key, "application/json", Map.of()));
    Part part = await(store.uploadPart(upload, 1, Buffer.buffer(content.getBytes(UTF_8))));
    await(store.completeUpload(upload, List.of(part)));
  }

  private long count() {
    return await(postgres.work().query("SELECT count(*) FROM row").execute())
        .iterator()
        .next()
        .getLong(0);
  }

  private static final class Numbers implements Importer.RowEncoder<JsonObject> {

    private final CopyTextBuffer rows = new CopyTextBuffer();

    @Override
    public void add(ReadRow<JsonObject> row) {
      Long n = row.value().getLong("n");
      if (n == null) {
        throw new IllegalArgumentException("n is missing");
      }
      rows.add(n).add(row.value().getString("text")).end();
    }

    @Override
    public Buffer take() {
      return rows.take();
    }
  }

  /** A piece that is stopped after a number of reports. */
  private static final class Piece extends MemoryOutputs {

    private final Promise<Void> stopped = Promise.promise();
    private int stopAfter = Integer.MAX_VALUE;

    @Override
    public void report(long rows) {
      super.report(rows);
      if (reports.size() == stopAfter) {
        stopped.fail("stop");
      }
    }

    @Override
    public Future<Void> stopped() {
      return stopped.future();
    }
  }
}
