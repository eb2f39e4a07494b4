package io.longshore.service.pinpoint.block;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.block.BlockBuilder.Result;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** Apps with blocks, and exports of them with blocks and without. */
final class BlockRig implements AutoCloseable {

  /** Lines in the order of an import and in the form in which the service renders them. */
  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select $1, (crc32c(convert_to(id, 'UTF8')) & 255)::smallint, id,
             format('{"Address":"c%s@example.com","ApplicationId":"%s","Attributes":{"City":["c%s"],'
                 '"Old":["x"]},"ChannelType":"EMAIL","CohortId":"%s",'
                 '"CreationDate":"2026-11-21T10:15:30.000Z",'
                 '"EffectiveDate":"2026-11-21T10:15:30.000Z","EndpointStatus":"ACTIVE","Id":"%s",'
                 '"OptOut":"NONE","User":{"UserId":"u%s"}}', n, $1, n * 7919 % 1000, n % 100, id, n),
             2, n, 'u' || n
        from (select n, 'e-' || n as id from generate_series(0, $2 - 1) n) numbered
       order by 2""";

  /** Counts what happens to blocks. */
  static final class Counts implements BlockMeter {
    final AtomicInteger built = new AtomicInteger();
    final AtomicInteger passed = new AtomicInteger();
    final AtomicInteger changed = new AtomicInteger();

    @Override
    public void built(int blocks, long bytes) {
      built.addAndGet(blocks);
    }

    @Override
    public void passedOn(int blocks, long bytes) {
      passed.addAndGet(blocks);
    }

    @Override
    public void changed(int blocks) {
      changed.addAndGet(blocks);
    }

    @Override
    public void dropped(int blocks) {}
  }

  final PinpointFixture service = new PinpointFixture();
  final Counts counts = new Counts();
  final Vertx vertx = Vertx.vertx();
  private final GzipEncoder gzip = GzipEncoder.fastest();
  private final EndpointExportJob withBlocks =
      job(new StoredLines(vertx, service.postgres, 1, counts));
  private final EndpointExportJob withoutBlocks = job(StoredLines.off(service.postgres));

  private EndpointExportJob job(StoredLines lines) {
    return new EndpointExportJob(
        service.postgres, ObjectStores.NONE, new Exporter(vertx, gzip), lines);
  }

  String app(int endpoints) {
    String app = service.app();
    service.rows(LOAD, app, endpoints);
    return app;
  }

  BlockBuilder builder(Duration interval) {
    return new BlockBuilder(Exporter.workers(vertx), service.postgres, gzip, interval, counts);
  }

  /** Builds the blocks of a container that need it. */
  void build(String container) {
    request(container);
    BlockBuilder builder = builder(Duration.ZERO);
    while (requested()) {
      assertThat(await(builder.build(next()))).isEqualTo(Result.DONE);
    }
  }

  /** Requests blocks of a container, whose changes are recorded from now on. */
  void request(String container) {
    await(BlockRequestStore.request(service.postgres, container));
    await(BlockRequestStore.mark(service.postgres));
  }

  BlockRequestStore.Requested next() {
    return await(BlockRequestStore.next(service.postgres, Duration.ofMinutes(10))).orElseThrow();
  }

  boolean requested() {
    return service
            .rows("select count(*) from pinpoint_block_container where next_bucket is not null")
            .get(0)
            .getLong(0)
        > 0;
  }

  Job exportJob(String app) {
    JsonObject request =
        new JsonObject().put("RoleArn", PinpointFixture.ROLE).put("S3UrlPrefix", "s3://bucket/x/");
    service.ok("CreateExportJob", request, "applicationId", app);
    return service.job(app, EndpointExportJob.NAME);
  }

  /** The lines of an export with blocks, sorted; its size and digest must be those of the lines. */
  List<String> exported(String app) {
    return exported(withBlocks, app);
  }

  /** The same without blocks. */
  List<String> exportedRows(String app) {
    return exported(withoutBlocks, app);
  }

  private List<String> exported(EndpointExportJob type, String app) {
    Piece piece = EndpointRows.PIECES.split(1).get(0);
    MemoryOutputs outputs = new MemoryOutputs();
    await(type.piece(exportJob(app), piece, outputs));
    byte[] plain = unzipped(outputs.bytes.getBytes());
    List<String> lines = new String(plain, UTF_8).lines().sorted().toList();
    assertThat(outputs.rows).isEqualTo(lines.size());
    assertThat(outputs.sha256).isEqualTo(sha256(plain));
    return lines;
  }

  /** Removes an attribute from the endpoints of a quarter of the hash buckets. */
  void removeAttributes(String app) {
    service.ok(
        "RemoveAttributes",
        json("{'Blacklist':['Old']}"),
        "applicationId",
        app,
        "attributeType",
        "endpoint-custom-attributes");
    await(
        service.attributes.piece(
            service.job(app, AttributeRemovalJob.NAME),
            EndpointRows.PIECES.split(4).get(1),
            new MemoryOutputs()));
  }

  /** Requires that an export has the rows, with blocks as without. */
  List<String> assertExact(String app) {
    List<String> lines = exported(app);
    assertThat(lines).isEqualTo(stored(app)).isEqualTo(exportedRows(app));
    return lines;
  }

  /** The lines of the app's rows, sorted. */
  List<String> stored(String app) {
    return service.lines(container(app)).stream().sorted().toList();
  }

  String container(String app) {
    return await(new EndpointRows(service.postgres).container(app));
  }

  /** How many blocks an export of the app passes on; it must be exact. */
  int passedOn(String app) {
    int before = counts.passed.get();
    assertExact(app);
    return counts.passed.get() - before;
  }

  long blocks(String container) {
    return service
        .rows("select count(*) from pinpoint_block where container = $1", container)
        .get(0)
        .getLong(0);
  }

  static byte[] unzipped(byte[] gzipped) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    service.close();
    await(vertx.close());
  }
}
