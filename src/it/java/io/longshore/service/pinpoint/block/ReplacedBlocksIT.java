package io.longshore.service.pinpoint.block;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.TransientFailure;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Exports whose blocks are deleted or replaced before and while they are read. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedBlocksIT {

  private static final int ENDPOINTS = 30_000;

  @AutoClose private final BlockRig rig = new BlockRig();

  private void sql(String statement, String app) {
    rig.service.rows(statement, app);
  }

  @Test
  void blocks_that_go_while_an_export_passes_blocks_on_are_read_as_rows() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    rig.service.put(app, "e-1", email("new@example.com"));
    sql("delete from pinpoint_block where container = $1 and low = '' and bucket > 200", app);
    sql("delete from pinpoint_block where container = $1 and bucket > 250", app);
    PieceReader reader = await(rig.service.postgres.reads().open(Optional.empty()));
    RowSource rows = open(reader, app);
    assertThat(rows.contentId()).isEmpty();
    List<String> lines = new ArrayList<>(lines(await(rows.next()).orElseThrow()));
    sql("delete from pinpoint_block where container = $1 and low > 'e-3'", app);
    for (Optional<RowChunk> next = await(rows.next()); next.isPresent(); ) {
      lines.addAll(lines(next.get()));
      next = await(rows.next());
    }
    await(reader.close());

    assertThat(lines.stream().sorted()).containsExactlyElementsOf(rig.stored(app));
  }

  @Test
  void an_object_whose_content_was_named_has_this_content_or_fails() {
    String app = rig.app(ENDPOINTS);
    rig.build(app);
    PieceReader reader = await(rig.service.postgres.reads().open(Optional.empty()));
    RowSource rows = open(reader, app);
    assertThat(rows.contentId()).isEqualTo(open(reader, app).contentId()).isPresent();
    await(rows.next());
    sql("delete from pinpoint_block where container = $1", app);

    assertThat(failure(rows.next())).isInstanceOf(TransientFailure.class);
    rig.build(app);
    assertThat(open(reader, app).contentId()).isPresent().isNotEqualTo(rows.contentId());
    await(reader.close());
  }

  private RowSource open(PieceReader reader, String app) {
    return await(
        new StoredLines(rig.vertx, rig.service.postgres, 1, rig.counts)
            .rows(reader, app, BucketPartitioner.buckets(0, 256), () -> null));
  }

  private static List<String> lines(RowChunk chunk) {
    byte[] bytes = chunk.bytes().getBytes();
    return new String(chunk.gzipped() ? BlockRig.unzipped(bytes) : bytes, UTF_8).lines().toList();
  }
}
