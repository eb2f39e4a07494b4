package io.longshore.service.personalize.job;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.personalize.PersonalizeFixture;
import io.longshore.service.personalize.ShopData;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports of one dataset that end in the same moment: what is seen is as if one had waited. */
class ImportsTogetherIT {

  private static final String SWITCHES_THAT_WAIT =
      """
      select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'""";

  private static PersonalizeFixture rig;
  private ShopData shop;
  private String dataset;
  private VisibleLoadStore imports;

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
  void of_two_full_imports_the_second_replaces_the_first_when_nothing_was_there() {
    UUID first = load("ann,i,1,,,", "same,i,1,,,");
    UUID second = load("bob,i,2,,,", "same,i,1,,,");

    together(first, this::full, second, this::full);

    assertThat(seen()).containsExactly(second);
    assertThat(retired()).containsExactly(first);
    assertThat(rig.exported(shop.interactions, "BULK"))
        .containsExactlyInAnyOrder("bob,i,2,,,", "same,i,1,,,");
  }

  @Test
  void of_two_full_imports_the_second_replaces_the_first_and_what_was_there() {
    UUID old = load("old,i,1,,,");
    await(rig.postgres.transact(tx -> full(tx, old)));
    UUID first = load("ann,i,1,,,");
    UUID second = load("bob,i,2,,,");

    together(first, this::full, second, this::full);

    assertThat(seen()).containsExactly(second);
    assertThat(retired()).containsExactlyInAnyOrder(old, first);
    assertThat(rig.exported(shop.interactions, "BULK")).containsExactly("bob,i,2,,,");
  }

  @Test
  void a_full_import_replaces_an_incremental_one_that_it_waited_for() {
    UUID added = load("ann,i,1,,,");
    UUID whole = load("bob,i,2,,,");

    together(added, this::incremental, whole, this::full);

    assertThat(seen()).containsExactly(whole);
  }

  @Test
  void an_incremental_import_adds_to_the_full_one_that_it_waited_for() {
    UUID whole = load("ann,i,1,,,");
    UUID added = load("bob,i,2,,,");

    together(whole, this::full, added, this::incremental);

    assertThat(seen()).containsExactlyInAnyOrder(whole, added);
    assertThat(rig.exported(shop.interactions, "BULK"))
        .containsExactlyInAnyOrder("ann,i,1,,,", "bob,i,2,,,");
  }

  @Test
  void records_can_be_put_while_the_switch_of_an_import_is_open() {
    UUID load = load("ann,i,1,,,");
    Promise<Void> commit = Promise.promise();
    Future<Void> open = open(load, this::full, Promise.promise(), commit);

    shop.putEvents("s", "bob", ShopData.event("click", 1).put("itemId", "i"));

    commit.complete();
    await(open);
    assertThat(rig.count("personalize_record")).isEqualTo(2);
  }

  /** The first has shown its rows and not committed yet when the second comes to show its own. */
  private void together(
      UUID first,
      BiFunction<Transaction, UUID, Future<Void>> showFirst,
      UUID second,
      BiFunction<Transaction, UUID, Future<Void>> showSecond) {
    Promise<Void> shown = Promise.promise();
    Promise<Void> commit = Promise.promise();
    Future<Void> one = open(first, showFirst, shown, commit);
    await(shown.future());
    Future<Void> two = rig.postgres.transact(tx -> showSecond.apply(tx, second));
    while (!two.isComplete() && rig.rows(SWITCHES_THAT_WAIT).isEmpty()) {
      Thread.onSpinWait();
    }
    commit.complete();
    await(one);
    await(two);
  }

  private Future<Void> open(
      UUID load,
      BiFunction<Transaction, UUID, Future<Void>> show,
      Promise<Void> shown,
      Promise<Void> commit) {
    return rig.postgres.transact(
        tx ->
            show.apply(tx, load)
                .onSuccess(done -> shown.complete())
                .compose(done -> commit.future()));
  }

  private Future<Void> full(Transaction tx, UUID load) {
    return imports.showAlone(tx, dataset, List.of(load));
  }

  private Future<Void> incremental(Transaction tx, UUID load) {
    return imports.show(tx, dataset, List.of(load));
  }

  private Set<UUID> seen() {
    return loads("personalize_import");
  }

  private Set<UUID> retired() {
    return loads("personalize_retired");
  }

  private Set<UUID> loads(String table) {
    Set<UUID> loads = new TreeSet<>();
    rig.rows("select load from " + table + " where container = $1", dataset)
        .forEach(row -> loads.add(row.getUUID(0)));
    return loads;
  }

  private UUID load(String... lines) {
    UUID load = UUID.randomUUID();
    long number = 0;
    for (String line : lines) {
      DataRecord row = new DataRecord(line.substring(0, line.indexOf(',')), line);
      rig.rows(
          "insert into personalize_record values ($1, $2, $3, $4, 6, $5, 1)",
          dataset,
          row.bucket(),
          row.prefix() + "%s%016x".formatted(load.toString().substring(0, 16), number++),
          line,
          load);
    }
    return load;
  }
}
