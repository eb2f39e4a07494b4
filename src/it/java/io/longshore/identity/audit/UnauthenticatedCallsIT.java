package io.longshore.identity.audit;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.DatabaseKeySource;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever names access keys that there are not: what that costs the database, and the others. */
class UnauthenticatedCallsIT {

  private static final AuthConfig CONFIG =
      new AuthConfig(
          Optional.empty(),
          Optional.of(Base64.getEncoder().encodeToString(new byte[32])),
          Optional.empty(),
          Duration.ofMinutes(5),
          Set.of());

  private final AtomicInteger statements = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final Vertx vertx = Vertx.vertx();
  private final DatabaseConfig database = Backends.migratedDatabase();
  private final Postgres postgres = Postgres.connect(vertx, database);
  private DatabaseKeySource keys;
  private AccessKeyAdmin owners;
  private String known;

  @BeforeEach
  void makeKey() {
    Postgres counted =
        new Postgres(counting(postgres.requests()), postgres.work(), postgres.patient());
    SecureRandom random = new SecureRandom();
    keys = new DatabaseKeySource(counted, CONFIG, random, nanos::get);
    owners = new AccessKeyAdmin(postgres, CONFIG, random, OperatorAudit.none());
    known = await(owners.create("111122223333", Optional.empty(), Optional.empty())).id();
    assertThat(await(keys.find(known))).isPresent();
    statements.set(0);
  }

  @AfterEach
  void close() {
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void ten_thousand_random_ids_cost_few_statements_and_put_no_key_out_of_mind() {
    for (int batch = 0; batch < 10; batch++) {
      assertThat(answers(unknown(batch * 1000, 1000))).allMatch(Optional::isEmpty);
    }

    assertThat(statements.getAndSet(0)).isLessThan(200);
    assertThat(await(keys.find(known))).isPresent();
    assertThat(statements.get()).isZero();
  }

  @Test
  void an_id_that_is_asked_for_again_and_at_once_is_read_once() {
    answers(IntStream.range(0, 500).mapToObj(i -> "AKIAATTHESAMETIME000").toList());
    answers(List.of("AKIAATTHESAMETIME000"));

    assertThat(statements.get()).isEqualTo(1);
  }

  @Test
  void more_strangers_than_may_wait_are_refused_and_a_known_key_is_read_beside_them() {
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    List<Future<Optional<AccessKey>>> strangers =
        unknown(0, 5000).stream().map(keys::find).toList();

    assertThat(await(keys.find(known))).isPresent();
    await(Future.join(strangers).otherwiseEmpty());
    List<Throwable> refused = strangers.stream().filter(Future::failed).map(Future::cause).toList();
    assertThat(refused).hasSizeBetween(1, 4000);
    assertThat(refused)
        .allMatch(each -> ((ApiError) each).code() == CommonError.SERVICE_UNAVAILABLE);
    assertThat(statements.get()).isLessThan(100);
  }

  @Test
  void what_becomes_of_a_key_is_felt_though_it_is_remembered() {
    await(owners.disable(known));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(await(keys.find(known)).orElseThrow().enabled()).isFalse();

    String soon = "AKIA" + "A".repeat(16);
    assertThat(await(keys.find(soon))).isEmpty();
    Sql.run(database, "update access_key set id = '%s' where id = '%s'".formatted(soon, known));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(await(keys.find(known))).isEmpty();
  }

  @Test
  void while_the_database_is_away_nobody_is_let_in_on_old_news() {
    await(postgres.close());
    assertThat(await(keys.find(known))).isPresent();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    for (String id : List.of(known, "AKIA" + "B".repeat(16))) {
      Future<Optional<AccessKey>> read = keys.find(id);
      await(read.otherwiseEmpty());
      assertThat(((ApiError) read.cause()).code()).isEqualTo(CommonError.SERVICE_UNAVAILABLE);
    }
  }

  private List<Optional<AccessKey>> answers(List<String> ids) {
    List<Future<Optional<AccessKey>>> all = new ArrayList<>();
    for (String id : ids) {
      all.add(keys.find(id));
    }
    return await(Future.all(all).map(done -> done.<Optional<AccessKey>>list()));
  }

  private static List<String> unknown(int from, int count) {
    return IntStream.range(from, from + count).mapToObj("AKIA%016d"::formatted).toList();
  }

  private Pool counting(Pool real) {
    return (Pool)
        Proxy.newProxyInstance(
            Pool.class.getClassLoader(),
            new Class<?>[] {Pool.class},
            (proxy, method, values) -> {
              if (method.getName().equals("preparedQuery")) {
                statements.incrementAndGet();
              }
              try {
                return method.invoke(real, values);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
