package io.longshore.identity.idempotency;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.longshore.identity.key.SealedText;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Creating calls whose process ended before it stored the outcome. */
@Timeout(120)
class DatabaseIdempotencyIT {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT =
      Duration.ofMillis(400); // twice that is below a second: lost at once

  private static final SecretResponses SECRETS =
      new SecretResponses(
          new SealedText(ServerKeys.of(new byte[32]), "stored responses", new SecureRandom()));

  private static DatabaseConfig database;
  private static Vertx vertx;
  private static Postgres postgres;

  @BeforeAll
  static void open() {
    database = Backends.migratedDatabase();
    Sql.run(database, "create table thing (name text)");
    vertx = Vertx.vertx();
    postgres = Postgres.connect(vertx, database);
  }

  @AfterAll
  static void close() {
    await(postgres.close());
    await(vertx.close());
  }

  @Test
  void the_response_of_a_create_whose_process_died_is_found() {
    Attempt attempt = attempt();
    Promise<Void> happened = Promise.promise();
    Promise<ServiceResponse> never = Promise.promise();
    replays(LONG)
        .once(
            attempt,
            slot ->
                create(slot, "died", Future.succeededFuture())
                    .onSuccess(created -> happened.complete())
                    .compose(created -> never.future())); // the process is killed here
    await(happened.future());

    ServiceResponse response =
        await(
            replays(LONG)
                .once(attempt, slot -> Future.failedFuture("It was created a second time")));

    assertThat(response.body()).isEqualTo(new JsonObject().put("Name", "died"));
    assertThat(things("died")).isEqualTo("1");
  }

  @Test
  void a_late_attempt_that_counted_as_lost_is_rolled_back() {
    Attempt attempt = attempt();
    Promise<Void> begun = Promise.promise();
    Promise<Void> late = Promise.promise();
    Future<ServiceResponse> first =
        replays(SHORT)
            .once(
                attempt,
                slot -> {
                  begun.complete();
                  return create(slot, "late", late.future()).recover(refused -> responded(refused));
                });
    await(begun.future());
    ServiceResponse second =
        await(replays(SHORT).once(attempt, slot -> create(slot, "late", Future.succeededFuture())));
    late.complete();

    assertThat(second.status()).isEqualTo(201);
    assertThat(await(first).refusal().code()).isEqualTo(CommonError.SERVICE_UNAVAILABLE);
    assertThat(things("late")).isEqualTo("1");
    assertThat(await(replays(LONG).once(attempt, slot -> Future.failedFuture("again"))).status())
        .isEqualTo(201);
  }

  @Test
  void a_failed_attempt_can_be_retried_at_once() {
    Attempt attempt = attempt();
    assertThat(
            failure(
                replays(LONG)
                    .once(attempt, slot -> create(slot, "failed", Future.failedFuture("broken")))))
        .hasMessage("broken");

    await(replays(LONG).once(attempt, slot -> create(slot, "failed", Future.succeededFuture())));

    assertThat(things("failed")).isEqualTo("1");
  }

  @Test
  void a_response_with_a_secret_is_stored_encrypted_and_repeated_in_plain_text() {
    Attempt attempt =
        Attempt.of("key", "longshore.CreateKey", "POST /", new byte[0], "secret-invocation");
    JsonObject body = new JsonObject().put("SecretAccessKey", "do-not-store-me");
    await(
        replays(LONG)
            .once(attempt, slot -> Future.succeededFuture(ServiceResponse.ok(body.copy()))));

    ServiceResponse repeated =
        await(replays(LONG).once(attempt, slot -> Future.failedFuture("again")));

    assertThat(repeated.body()).isEqualTo(body);
    assertThat(
            Sql.run(
                database,
                "select answer from create_replay where invocation = 'secret-invocation'"))
        .singleElement()
        .asString()
        .contains("Encrypted")
        .doesNotContain("do-not-store-me");
  }

  /** As services store it. */
  private static Future<ServiceResponse> responded(Throwable refused) {
    return Future.succeededFuture(ServiceResponse.refused((ApiError) refused));
  }

  private static Attempt attempt() {
    return Attempt.of("key", "x.Create", "POST /", new byte[0], UUID.randomUUID().toString());
  }

  private static Idempotency replays(Duration callTimeout) {
    return new DatabaseIdempotency(vertx, postgres, SECRETS, callTimeout, System::nanoTime);
  }

  private static Future<ServiceResponse> create(
      Optional<ResponseSlot> slot, String name, Future<Void> before) {
    Call call =
        new Call(
                "x.Create",
                new Principal("111122223333", "key", "us-east-1"),
                "request",
                new JsonObject(),
                new JsonObject())
            .withSlot(slot.orElseThrow());
    return postgres.transactOnce(
        call,
        tx ->
            tx.connection()
                .query("insert into thing values ('" + name + "')")
                .execute()
                .compose(inserted -> before)
                .map(inserted -> ServiceResponse.created(new JsonObject().put("Name", name))));
  }

  private static String things(String name) {
    return Sql.run(database, "select count(*) from thing where name = '" + name + "'").get(0);
  }
}
