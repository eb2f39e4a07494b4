package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.worker.Worker;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.job.JobId;
import io.longshore.service.pinpoint.ImportDrive;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.SteppedImport;
import io.longshore.service.pinpoint.SteppedImport.Step;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An import whose worker dies, or that is cancelled, at each of its steps: all rows or none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointImportJobIT {

  private static final String BUCKET = "stepped-imports";
  private static final int GOOD = 300;
  private static final int BAD = 3;

  private static final UUID NOBODY = ImportDrive.NOBODY;

  private static final String SEEN =
      """
      select count(*) from pinpoint_app a
        join pinpoint_endpoint e on e.container = coalesce(a.endpoints, a.id)
       where a.id = $1""";

  private static final String LEFT =
      "select count(*) from pinpoint_endpoint where container like $1 || '%'";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private final ImportDrive drive = new ImportDrive(rig);
  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());

  @BeforeAll
  void start() {
    objects.createBucket(BUCKET);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void a_worker_that_dies_leaves_the_next_one_all_rows_to_bring_in_once(Step at) {
    String app = rig.app();
    SteppedImport type = new SteppedImport(rig.imports, at);
    UUID job = created(app, at);
    Worker dead = drive.worker(type);
    Future<Void> killed = drive.until(job, dead, NOBODY);
    await(type.reached.future());
    assertThat(seen(app)).isZero();
    UUID lease =
        rig.rows("select lease_id from task where job = $1 and state = 'RUNNING'", job)
            .get(0)
            .getUUID(0);
    if (at == Step.SWITCH_BEGINS || at == Step.SWITCH_ENDS) {
      type.gate.fail("killed"); // its connection goes with it, and so its transaction
    }
    await(drive.until(job, drive.worker(type), lease));

    assertThat(state(job)).isEqualTo("SUCCEEDED");
    assertThat(seen(app)).isEqualTo(GOOD);
    assertThat(rig.rows(LEFT, app).get(0).getLong(0)).isEqualTo(GOOD);
    assertThat(rig.count("pinpoint_load")).isZero();
    assertThat(rig.count("pinpoint_import_row")).isZero();
    assertThat(objects.openUploads(BUCKET)).isEmpty();
    String own = at + "/_" + hex(job);
    assertThat(keys(at)).containsExactly(own + "-manifest.json", own + "-rejected-00000.ndjson");
    assertThat(new String(objects.bytes(BUCKET, own + "-rejected-00000.ndjson"), UTF_8).lines())
        .hasSize(BAD);
    type.gate.tryFail("killed");
    await(killed);
    assertThat(seen(app)).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void a_cancelled_import_leaves_nothing_behind(Step at) {
    String app = rig.app();
    SteppedImport type = new SteppedImport(rig.imports, at);
    UUID job = created(app, at);
    Future<Void> done = drive.until(job, drive.worker(type), NOBODY);
    await(type.reached.future());
    boolean asked = await(rig.jobs.requestCancel(JobId.parse(hex(job)).orElseThrow()));
    type.gate.complete();
    await(done);

    assertThat(asked).isTrue();
    assertThat(state(job)).isEqualTo("CANCELLED");
    assertThat(seen(app)).isZero();
    assertThat(rig.rows(LEFT, app).get(0).getLong(0)).isZero();
    assertThat(rig.count("pinpoint_load")).isZero();
    assertThat(rig.count("pinpoint_import_row")).isZero();
    assertThat(objects.openUploads(BUCKET)).isEmpty();
    assertThat(keys(at)).isEmpty();
  }

  private UUID created(String app, Step at) {
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int i = 0; i < GOOD; i++) {
      rows.append("id-").append(i).append(",SMS,+49").append(i).append('\n');
    }
    rows.append("bad,SMS\n".repeat(BAD));
    objects.empty(BUCKET);
    objects.put(BUCKET, at + "/rows.csv", rows.toString().getBytes(UTF_8));
    return drive.created(app, "s3://" + BUCKET + "/" + at + "/");
  }

  private String state(UUID job) {
    return rig.rows("select state from job where id = $1", job).get(0).getString(0);
  }

  private long seen(String app) {
    return rig.rows(SEEN, app).get(0).getLong(0);
  }

  /** What the import wrote beside its file. */
  private List<String> keys(Step at) {
    return objects.keys(BUCKET).stream().filter(key -> key.startsWith(at + "/_")).toList();
  }

  private static String hex(UUID job) {
    return job.toString().replace("-", "");
  }
}
