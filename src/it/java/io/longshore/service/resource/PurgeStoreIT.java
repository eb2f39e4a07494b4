package io.longshore.service.resource;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Outcome;
import io.longshore.service.resource.PurgeStore.Table;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PurgeStoreIT {

  private static final Vertx vertx = Vertx.vertx();
  private static final Postgres postgres = Postgres.connect(vertx, Backends.migratedDatabase());

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void rows_of_two_containers() {
    sql("truncate pinpoint_event");
    sql("truncate pinpoint_member");
    for (String container : List.of("mine", "theirs")) {
      sql(
          """
          insert into pinpoint_member (container, bucket, id)
          select '%s', n %% 256, 'm' || n from generate_series(1, 3000) n"""
              .formatted(container));
      sql(
          """
          insert into pinpoint_member (container, bucket, id)
          select '%s', 9, 'x' || n from generate_series(1, 12000) n"""
              .formatted(container));
    }
  }

  @Test
  void a_container_with_more_rows_in_a_bucket_than_a_statement_deletes_is_emptied() {
    MemoryOutputs outputs = new MemoryOutputs();
    BucketPurge purge = new BucketPurge(outputs);

    await(new PurgeStore(postgres, new Table("pinpoint_member", "id")).purge(purge, "mine"));

    assertThat(count("pinpoint_member where container = 'mine'")).isZero();
    assertThat(count("pinpoint_member where container = 'theirs'")).isEqualTo(15_000);
    assertThat(purge.outcome()).isEqualTo(new Outcome.Done(15_000));
    assertThat(outputs.reports).isSorted().last().isEqualTo(15_000L);
  }

  @Test
  void only_the_given_buckets_are_emptied() {
    BucketPurge purge = new BucketPurge(new MemoryOutputs());

    await(
        new PurgeStore(postgres, new Table("pinpoint_member", "id"))
            .purge(purge, "mine", List.of(1, 2)));

    assertThat(count("pinpoint_member where container = 'mine' and bucket in (1, 2)")).isZero();
    assertThat(count("pinpoint_member where container = 'mine' and bucket = 9")).isPositive();
  }

  @Test
  void one_statement_empties_several_tables() {
    sql(
        """
        insert into personalize_session (container, bucket, id, user_id)
        select 'mine', n % 256, 's' || n, 'u' from generate_series(1, 700) n""");
    BucketPurge purge = new BucketPurge(new MemoryOutputs());

    await(
        new PurgeStore(
                postgres,
                new Table("pinpoint_member", "id"),
                new Table("personalize_session", "id"))
            .purge(purge, "mine"));

    assertThat(count("pinpoint_member where container = 'mine'")).isZero();
    assertThat(count("personalize_session where container = 'mine'")).isZero();
    assertThat(purge.outcome()).isEqualTo(new Outcome.Done(15_700));
  }

  private static void sql(String sql) {
    await(postgres.work().query(sql).execute());
  }

  private static long count(String from) {
    return await(postgres.work().query("select count(*) from " + from).execute())
        .iterator()
        .next()
        .getLong(0);
  }
}
