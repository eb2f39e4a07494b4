package io.longshore.service.pinpoint.block;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.service.pinpoint.ImportDrive;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Exports with blocks while calls, SQL, an attribute removal and an import write, and while blocks
 * are built: each endpoint is as of some time between the start and the end of the export.
 */
@Timeout(120)
class BlocksUnderWritesIT {

  private static final String BUCKET = "blocks-under-writes";
  private static final int ENDPOINTS = 20_000;
  private static final int WRITERS = 4;
  private static final int IDS_OF_EACH = 40;
  private static final int EXPORTS = 15;

  private record Export(List<String> lines, long began, long ended) {}

  @AutoClose private final BlockRig rig = new BlockRig();
  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());
  private final EndpointHistory history = new EndpointHistory();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void each_endpoint_is_as_of_some_time_of_the_export() {
    String app = rig.app(ENDPOINTS);
    IntStream.range(0, ENDPOINTS).forEach(n -> history.existed("e-" + n));
    rig.build(app);
    int passed = rig.counts.passed.get();
    List<Export> exports = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    List<CompletableFuture<Void>> work = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      int own = writer;
      work.add(CompletableFuture.runAsync(() -> write(app, own), threads));
    }
    work.add(CompletableFuture.runAsync(() -> buildAgainAndAgain(app), threads));
    work.add(CompletableFuture.runAsync(() -> importInto(app), threads));
    for (int i = 0; i < EXPORTS; i++) {
      long began = System.nanoTime();
      exports.add(new Export(rig.exported(app), began, System.nanoTime()));
      if (i == EXPORTS / 2) {
        work.add(CompletableFuture.runAsync(() -> rig.removeAttributes(app), threads));
      }
    }
    over.set(true);
    work.forEach(CompletableFuture::join);
    threads.shutdown();

    exports.forEach(each -> history.check(each.lines(), each.began(), each.ended()));
    assertThat(rig.counts.passed.get()).isGreaterThan(passed + EXPORTS);
    assertThat(rig.counts.changed.get()).isPositive();
    assertThat(rig.assertExact(app)).anyMatch(line -> line.contains("imported-7@example.com"));
    rig.build(app);
    assertThat(rig.passedOn(app)).isPositive();
  }

  /** Changes endpoints that no other writer changes. */
  private void write(String app, int writer) {
    Random random = new Random(writer);
    for (int i = 0; !over.get(); i++) {
      Optional<String> value = Optional.of(writer + "-" + i);
      List<String> ids =
          IntStream.range(0, 10)
              .map(n -> random.nextInt(IDS_OF_EACH) * WRITERS + writer)
              .distinct()
              .mapToObj(n -> "e-" + n)
              .toList();
      List<String> one = ids.subList(0, 1);
      switch (random.nextInt(4)) {
        case 0 -> history.record(one, value, () -> put(app, one.get(0), value.get()));
        case 1 -> history.record(one, Optional.empty(), () -> delete(app, one.get(0)));
        case 2 -> history.record(ids, value, () -> batch(app, ids, value.get()));
        default -> history.record(one, value, () -> bySql(app, one.get(0), value.get()));
      }
    }
  }

  private static JsonObject of(String id, String value) {
    return email(id + "@example.com").put("Attributes", json("{'v':['" + value + "']}"));
  }

  private boolean put(String app, String id, String value) {
    rig.service.put(app, id, of(id, value));
    return true;
  }

  private boolean delete(String app, String id) {
    return await(
        rig.service
            .send(OWNER, "DeleteEndpoint", new JsonObject(), "applicationId", app, "endpointId", id)
            .transform(done -> Future.succeededFuture(done.succeeded())));
  }

  private boolean batch(String app, List<String> ids, String value) {
    JsonArray items = new JsonArray();
    ids.forEach(id -> items.add(of(id, value).put("Id", id)));
    JsonObject body = new JsonObject().put("Item", items);
    rig.service.ok("UpdateEndpointsBatch", body, "applicationId", app);
    return true;
  }

  /** As a server that does not know blocks, or somebody by hand, writes. */
  private boolean bySql(String app, String id, String value) {
    String sql =
        """
        update pinpoint_endpoint set line = $3, revision = revision + 1
         where container = $1 and bucket = (crc32c(convert_to($2, 'UTF8')) & 255)::smallint
           and id = $2
        returning id""";
    String line = of(id, value).put("Id", id).encode();
    return !rig.service.rows(sql, app, id, line).isEmpty();
  }

  private void buildAgainAndAgain(String app) {
    BlockBuilder builder = rig.builder(Duration.ZERO);
    for (int i = 0; !over.get(); i++) {
      if (i % 5 == 4) {
        await(BlockRequestStore.forget(rig.service.postgres, List.of(app)));
      }
      rig.request(app);
      while (rig.requested()) {
        await(builder.build(rig.next()).otherwiseEmpty());
      }
    }
  }

  /** Adds endpoints and changes some that were there, none of them a writer's. */
  private void importInto(String app) {
    objects.createBucket(BUCKET);
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int n = 0; n < 500; n++) {
      rows.append(n % 2 == 0 ? "i-" : "e-1").append(1000 + n).append(",EMAIL,imported-");
      rows.append(n).append("@example.com\n");
    }
    objects.put(BUCKET, "rows.csv", rows.toString().getBytes(UTF_8));
    ImportDrive drive = new ImportDrive(rig.service);
    UUID job = drive.created(app, "s3://" + BUCKET + "/rows.csv");
    await(drive.until(job, drive.worker(rig.service.imports), ImportDrive.NOBODY));
    drive.ended(app, job);
  }
}
