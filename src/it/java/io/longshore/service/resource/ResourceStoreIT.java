package io.longshore.service.resource;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.fixture.Backends;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceStoreIT {

  private static final Principal OWNER = new Principal("111122223333", "us-east-1", "AKIA");
  private static final Vertx vertx = Vertx.vertx();
  private static final Postgres postgres = Postgres.connect(vertx, Backends.migratedDatabase());
  private static final ListPaging PAGING =
      new ListPaging("token", "size", "next", 10, CommonError.INTERNAL_FAILURE);

  private final ResourceStore<String> store =
      new ResourceStore<>(
          postgres,
          "sample_resource",
          "arn, account, region, kind, parent, created_at",
          List.of("parent"),
          row -> row.getString("arn"));

  @BeforeAll
  static void create() {
    await(
        postgres
            .work()
            .query(
                """
                create table sample_resource (
                  arn text primary key, account text not null, region text not null,
                  kind text not null, parent text, created_at timestamptz not null)""")
            .execute());
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void three_resources_of_two_parents() {
    await(postgres.work("truncate sample_resource"));
    insert("first", "a", 1);
    insert("second", "b", 2);
    insert("third", "a", 3);
  }

  @Test
  void an_arn_that_is_taken_is_not_inserted() {
    assertThat(insert("first", "b", 4)).isFalse();
    assertThat(insert("fourth", "b", 4)).isTrue();
  }

  @Test
  void a_resource_is_found_only_by_its_account_region_and_kind() {
    assertThat(find("111122223333", "us-east-1", "thing", "first")).hasValue("first");
    assertThat(find("444455556666", "us-east-1", "thing", "first")).isEmpty();
    assertThat(find("111122223333", "eu-west-1", "thing", "first")).isEmpty();
    assertThat(find("111122223333", "us-east-1", "other", "first")).isEmpty();
    assertThat(find("111122223333", "us-east-1", "thing", "none")).isEmpty();
  }

  @Test
  void lists_are_newest_first_and_restricted_by_the_filters_that_are_given() {
    assertThat(list(new JsonObject(), (String) null)).containsExactly("third", "second", "first");
    assertThat(list(new JsonObject(), "a")).containsExactly("third", "first");
  }

  @Test
  void a_page_reads_one_row_more_than_its_size() {
    assertThat(list(new JsonObject().put("size", 1), (String) null))
        .containsExactly("third", "second");
  }

  @Test
  void a_locked_resource_cannot_be_held_by_another_transaction_before_the_first_has_ended() {
    await(
        postgres.transact(
            tx ->
                store
                    .lock(tx, OWNER.account(), OWNER.region(), "thing", "first")
                    .map(
                        locked -> {
                          assertThat(locked).hasValue("first");
                          return null;
                        })
                    .compose(
                        locked ->
                            postgres.work(
                                """
                                select arn from sample_resource where arn = $1
                                   for key share skip locked""",
                                Tuple.of("first")))
                    .map(
                        seen -> {
                          assertThat(seen.size()).isZero();
                          return null;
                        })));
    Optional<String> held =
        await(
            postgres.transact(
                tx -> store.hold(tx, OWNER.account(), OWNER.region(), "thing", "first")));
    assertThat(held).hasValue("first");
  }

  private boolean insert(String arn, String parent, int second) {
    Tuple values =
        Tuple.of(arn, OWNER.account(), OWNER.region(), "thing", parent)
            .addValue(SqlRows.timestamp(Instant.ofEpochSecond(second)));
    return await(postgres.transact(tx -> store.insert(tx, values)));
  }

  private Optional<String> find(String account, String region, String kind, String arn) {
    return await(store.find(account, region, kind, arn));
  }

  private List<String> list(JsonObject parameters, String parent) {
    Call call = new Call("x.List", OWNER, "r", parameters, new JsonObject());
    return await(store.list(OWNER, "thing", PAGING.page(call, ""), parent));
  }
}
