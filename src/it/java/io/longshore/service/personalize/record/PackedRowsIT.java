package io.longshore.service.personalize.record;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.JobId;
import io.longshore.service.personalize.PersonalizeFixture;
import io.longshore.service.personalize.ShopData;
import io.longshore.service.personalize.deletion.UserPurgeStore;
import io.longshore.service.personalize.job.IngestionMode;
import io.longshore.service.personalize.job.VisibleLoadStore;
import io.longshore.service.resource.BucketPurge;
import io.longshore.store.HashBucket;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a full import packs for the exports to come. */
class PackedRowsIT {

  private static final List<Integer> ALL = IntStream.range(0, 256).boxed().toList();

  private static final long PUT_SEQ = 3;

  private static PersonalizeFixture rig;
  private ShopData shop;
  private String dataset;
  private VisibleLoadStore imports;
  private long line;

  @BeforeAll
  static void open() {
    rig = new PersonalizeFixture();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void shop() {
    shop = new ShopData(rig);
    dataset =
        rig.rows("select uid from personalize_resource where arn = $1", shop.interactions)
            .get(0)
            .getString(0);
    imports = new VisibleLoadStore(rig.postgres);
  }

  @Test
  void packed_rows_leave_as_they_would_one_by_one() {
    UUID one = load(rows("ann", 300));
    UUID two = load(List.of("bob,\"two\nlines, \"\"😀\"\"\",1,,,", "cid,i,1,,,", "cid,i,1,,,"));
    UUID three = load(List.of("cid,i,1,,,", "ann,i7,7,,," + "x".repeat(600_000)));
    show(one, two, three);

    List<String> packed = leaving(selection(true, 6, one, two, three));
    assertThat(rig.count("personalize_packed")).isGreaterThan(4);
    assertThat(packed).hasSize(303);
    assertThat(packed).isEqualTo(leaving(selection(false, 6, one, two, three)));
    rig.rows("delete from personalize_record");
    assertThat(leaving(selection(true, 6, one, two, three))).isEqualTo(packed);
  }

  @Test
  void where_calls_put_rows_all_leave_one_by_one_and_equal_ones_once() {
    UUID load = load(List.of("ann,i,1,,,", "bob,i,1,,,"));
    show(load);
    put("ann,i,1,,,", "ann,i,2,,,");
    rig.rows("delete from personalize_record where line like 'bob%'");

    ExportSelection all =
        new ExportSelection(IngestionMode.ALL, false, List.of(load), PUT_SEQ, 6, List.of(), true);
    assertThat(leaving(all)).containsExactlyInAnyOrder("ann,i,1,,,", "ann,i,2,,,", "bob,i,1,,,");
  }

  @Test
  void an_export_of_what_calls_put_has_no_bulk_rows() {
    show(load(List.of("ann,i,1,,,", "bob,i,1,,,")));
    put("ann,i,1,,,", "ann,i,2,,,");

    ExportSelection put =
        new ExportSelection(IngestionMode.PUT, false, List.of(), PUT_SEQ, 6, List.of(), false);
    assertThat(leaving(put)).containsExactlyInAnyOrder("ann,i,1,,,", "ann,i,2,,,");
  }

  @Test
  void rows_of_a_schema_that_has_grown_since_leave_with_its_columns() {
    UUID load = load(List.of("ann,i,1,,,"));
    show(load);

    assertThat(leaving(selection(true, 7, load))).containsExactly("ann,i,1,,,,");
  }

  @Test
  void nothing_of_a_deleted_user_stays_packed() {
    show(load(List.of("ann,i,1,,,", "bob,i,1,,,")));
    String deletion = JobId.random().toString();
    UUID named = UUID.randomUUID();
    rig.rows(
        "insert into personalize_deleted_user values ($1, $2, $3, $4)",
        deletion,
        HashBucket.of("ann"),
        "ann\u0001x",
        named);
    UserPurgeStore erasure = new UserPurgeStore(rig.postgres);
    for (int bucket : ALL) {
      await(erasure.records(deletion, List.of(named), Long.MAX_VALUE, dataset, bucket));
    }

    assertThat(rig.count("personalize_packed")).isEqualTo(1);
    assertThat(rig.exported(shop.interactions, "BULK")).containsExactly("bob,i,1,,,");
  }

  @Test
  void packed_rows_go_with_their_load_and_with_their_dataset() {
    UUID first = load(List.of("ann,i,1,,,"));
    show(first);
    show(load(List.of("ann,i,2,,,", "bob,i,2,,,")));
    await(imports.remove(dataset, List.of(first)));

    assertThat(rig.count("personalize_packed")).isEqualTo(2);
    assertThat(rig.exported(shop.interactions, "BULK"))
        .containsExactlyInAnyOrder("ann,i,2,,,", "bob,i,2,,,");
    RecordRows records = new RecordRows(rig.postgres);
    await(records.purge(new BucketPurge(new MemoryOutputs()), dataset));
    assertThat(rig.count("personalize_packed")).isZero();
  }

  @Test
  void packed_rows_that_go_under_an_export_are_missed() {
    UUID load = load(rows("ann", 2));
    UUID other = load(List.of("bob,i,1,,," + "x".repeat(500_000)));
    show(load, other);
    RowSource rows =
        new ExportRows(rig.postgres)
            .lines(rig.postgres.work(), dataset, selection(true, 6, load, other), ALL);
    await(rows.next());
    rig.rows("delete from personalize_packed");

    assertThat(failure(rows.next())).hasMessageContaining("while an export read them");
  }

  private List<String> rows(String user, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "%s,item-%s,%d,,,".formatted(user, "y".repeat(2000), n))
        .toList();
  }

  private void put(String... lines) {
    insert(List.of(lines), null, PUT_SEQ);
  }

  /** Rows that nobody sees. */
  private UUID load(List<String> lines) {
    UUID load = UUID.randomUUID();
    insert(lines, load, 1);
    return load;
  }

  private void insert(List<String> lines, UUID load, long seq) {
    for (String text : lines) {
      DataRecord row = new DataRecord(text.substring(0, text.indexOf(',')), text);
      rig.rows(
          "insert into personalize_record values ($1, $2, $3, $4, 6, $5, $6)",
          dataset,
          row.bucket(),
          row.prefix() + "%032x".formatted(line++),
          text,
          load,
          seq);
    }
  }

  private void show(UUID... loads) {
    await(rig.postgres.transact(tx -> imports.showAlone(tx, dataset, List.of(loads))));
  }

  private static ExportSelection selection(boolean single, int columns, UUID... loads) {
    return new ExportSelection(
        IngestionMode.BULK, false, List.of(loads), -1, columns, List.of(), single);
  }

  private List<String> leaving(ExportSelection selection) {
    RowSource rows =
        new ExportRows(rig.postgres).lines(rig.postgres.work(), dataset, selection, ALL);
    StringBuilder text = new StringBuilder();
    long count = 0;
    for (Optional<RowChunk> chunk = await(rows.next());
        chunk.isPresent();
        chunk = await(rows.next())) {
      text.append(chunk.get().bytes().toString());
      count += chunk.get().rows();
    }
    List<String> lines = List.of(text.toString().replace("two\n", "two ").split("\n"));
    assertThat(lines).hasSize((int) count);
    return lines;
  }
}
