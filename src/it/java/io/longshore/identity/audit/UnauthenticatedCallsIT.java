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

/** The cost of requests with unknown access keys for the database and for other callers. */
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
  private AccessKeyAdmin admin;
  private String known;

  @BeforeEach
  void makeKey() {
    Postgres counted =
        new Postgres(
            counting(postgres.requests()), postgres.work(), postgres.patient(), postgres.scans());
    SecureRandom random = new SecureRandom();
    keys = new DatabaseKeySource(counted, CONFIG, random, nanos::get);
    admin = new AccessKeyAdmin(postgres, CONFIG, random, OperatorAudit.none());
    known = await(admin.create("111122223333", Optional.empty(), Optional.empty())).id();
    assertThat(await(keys.find(known))).isPresent();
    statements.set(0);
  }

  @AfterEach
  void close() {
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void ten_thousand_random_ids_cost_few_statements_and_evict_no_key() {
    for (int batch = 0; batch < 10; batch++) {
      assertThat(responses(unknown(batch * 1000, 1000))).allMatch(Optional::isEmpty);
    }

    assertThat(statements.getAndSet(0)).isLessThan(200);
    assertThat(await(keys.find(known))).isPresent();
    assertThat(statements.get()).isZero();
  }

  @Test
  void concurrent_and_repeated_lookups_of_an_id_are_one_read() {
    responses(IntStream.range(0, 500).mapToObj(i -> "AKIAREADCONCURRENT00").toList());
    responses(List.of("AKIAREADCONCURRENT00"));

    assertThat(statements.get()).isEqualTo(1);
  }

  @Test
  void lookups_of_unknown_ids_above_the_limit_are_refused_and_do_not_delay_known_keys() {
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    List<Future<Optional<AccessKey>>> lookups = unknown(0, 5000).stream().map(keys::find).toList();

    assertThat(await(keys.find(known))).isPresent();
    await(Future.join(lookups).otherwiseEmpty());
    List<Throwable> refused = lookups.stream().filter(Future::failed).map(Future::cause).toList();
    assertThat(refused).hasSizeBetween(1, 4000);
    assertThat(refused)
        .allMatch(each -> ((ApiError) each).code() == CommonError.SERVICE_UNAVAILABLE);
    assertThat(statements.get()).isLessThan(100);
  }

  @Test
  void a_change_of_a_cached_key_takes_effect() {
    await(admin.disable(known));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(await(keys.find(known)).orElseThrow().enabled()).isFalse();

    String soon = "AKIA" + "A".repeat(16);
    assertThat(await(keys.find(soon))).isEmpty();
    Sql.run(database, "update access_key set id = '%s' where id = '%s'".formatted(soon, known));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(await(keys.find(known))).isEmpty();
  }

  @Test
  void while_the_database_is_unreachable_expired_cache_entries_are_not_used() {
    await(postgres.close());
    assertThat(await(keys.find(known))).isPresent();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    for (String id : List.of(known, "AKIA" + "B".repeat(16))) {
      Future<Optional<AccessKey>> read = keys.find(id);
      await(read.otherwiseEmpty());
      assertThat(((ApiError) read.cause()).code()).isEqualTo(CommonError.SERVICE_UNAVAILABLE);
    }
  }

  private List<Optional<AccessKey>> responses(List<String> ids) {
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
