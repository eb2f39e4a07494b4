package io.longshore.engine.output;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.CopiesExport;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Lease;
import io.longshore.job.Outputs.Content;
import io.longshore.job.Outputs.Copy;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies that S3 makes of objects that were uploaded in parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyPartPlanIT {

  private static final int PART = 5 << 20;
  private static final int LAST = 1000;

  @RegisterExtension final EngineFixture rig = new EngineFixture("copied-parts-it");

  @BeforeAll
  void open() {
    source(0, PART, PART, LAST);
    source(1, LAST);
  }

  @Test
  void a_copy_has_the_parts_of_its_source_and_therefore_its_etag() {
    planned();
    Attempted attempt = attempt(rig.s3);

    await(attempt.outputs().copies(copies()));

    List<OutputRow> rows = await(attempt.context().stores().outputs().ofTask(attempt.lease()));
    assertThat(rows).extracting(OutputRow::state).containsOnly(OutputState.SEALED);
    assertThat(rows.get(0).parts())
        .extracting(Part::size)
        .containsExactly((long) PART, (long) PART, (long) LAST);
    for (int n = 0; n < rows.size(); n++) {
      await(rig.s3.completeUpload(rows.get(n).upload().orElseThrow(), rows.get(n).parts()));
      assertThat(head(CopiesExport.target(n)).etag())
          .isEqualTo(head(CopiesExport.source(n)).etag());
    }
  }

  @Test
  void a_part_that_differs_from_its_source_is_noticed_and_nothing_is_sealed() {
    for (String damaged : List.of(CopiesExport.target(0), CopiesExport.target(1))) {
      rig.change("DELETE FROM job");
      planned();
      Attempted attempt = attempt(damaging(damaged));

      Throwable failure = failure(attempt.outputs().copies(copies()));

      assertThat(failure).isInstanceOf(ObjectStoreError.class);
      assertThat(failure).hasMessageContaining(damaged).hasMessageContaining("a different MD5");
      assertThat(await(attempt.context().stores().outputs().ofTask(attempt.lease())))
          .extracting(OutputRow::state)
          .doesNotContain(OutputState.SEALED);
      assertThat(rig.objects.openUploads(rig.bucket)).isEmpty();
    }
  }

  /** A claimed piece whose outputs the test uses directly. */
  private record Attempted(WorkerContext context, FencedOutputs outputs, Lease lease) {}

  private Attempted attempt(ObjectStore store) {
    WorkerContext context =
        WorkerContext.create(rig.vertx, rig.dependencies(store, EngineFixture.CONFIG));
    ClaimedTask claim = await(context.stores().claims().claim(1)).get(0);
    LeaseKeeper keeper =
        new LeaseKeeper(
            rig.vertx,
            context.stores().leases(),
            claim,
            EngineFixture.CONFIG,
            System::nanoTime,
            System.nanoTime());
    return new Attempted(
        context, new FencedOutputs(context, claim, keeper, Optional.empty()), claim.task().lease());
  }

  private List<Copy> copies() {
    return List.of(copy(0, PART), copy(1, LAST));
  }

  private Copy copy(int n, long partBytes) {
    Head head = head(CopiesExport.source(n));
    Content content =
        new Content(
            head.digest().orElseThrow().md5(), head.digest().orElseThrow().parts(), partBytes);
    return new Copy(
        rig.bucket,
        CopiesExport.source(n),
        head.etag(),
        head.size(),
        Optional.of(content),
        "x/y",
        Map.of());
  }

  private Head head(String key) {
    return await(rig.s3.head(rig.bucket, key)).orElseThrow();
  }

  /** A store that copies other bytes of the same length as the last part of the object. */
  private ObjectStore damaging(String key) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, values) ->
                method.getName().equals("copyPart")
                        && ((Upload) values[0]).key().equals(key)
                        && ((Source) values[2]).range().orElseThrow().length() == LAST
                    ? rig.s3.copyPart(
                        (Upload) values[0],
                        (int) values[1],
                        Source.of(rig.bucket, CopiesExport.source(0)).bytes(7, 6 + LAST))
                    : (Future<?>) method.invoke(rig.s3, values));
  }

  private void source(int n, int... parts) {
    Random random = new Random(n);
    Upload upload = await(rig.s3.createUpload(rig.bucket, CopiesExport.source(n), "x/y", Map.of()));
    List<Part> made = new ArrayList<>();
    for (int size : parts) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      made.add(await(rig.s3.uploadPart(upload, made.size() + 1, Buffer.buffer(bytes))));
    }
    await(rig.s3.completeUpload(upload, made));
  }

  /** A job whose one piece makes two objects. */
  private void planned() {
    rig.create(CopiesExport.job(rig.bucket, 2));
    await(rig.worker().runOnce());
  }
}
