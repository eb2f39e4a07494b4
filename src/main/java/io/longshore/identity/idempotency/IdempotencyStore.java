package io.longshore.identity.idempotency;

import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/** The table of creates and what they answered. */
final class IdempotencyStore {

  private static final String ATTEMPT =
      " WHERE access_key = $1 AND operation = $2 AND invocation = $3 AND request_hash = $4";

  /** The one that began it last, and only as long as its transaction has not answered. */
  private static final String UNANSWERED = ATTEMPT + " AND token = $5 AND status IS NULL";

  /** One that is under way for so long has lost its process; then the next may try. */
  private static final String BEGIN =
      """
      INSERT INTO create_replay AS r (access_key, operation, invocation, request_hash, token)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (access_key, operation, invocation, request_hash)
      DO UPDATE SET status = NULL, answer = NULL, created_at = now(), token = $5
       WHERE r.created_at < now() - interval '15 minutes'
          OR (r.status IS NULL AND r.created_at < now() - $6 * interval '1 second')""";

  private static final String FIND = "SELECT status, answer FROM create_replay" + ATTEMPT;

  /** Of what did not write down its answer itself, which is told by the token that is missing. */
  private static final String END =
      "UPDATE create_replay SET status = $6, answer = $7, token = NULL" + UNANSWERED;

  private static final String FORGET = "DELETE FROM create_replay" + UNANSWERED;

  private static final String SWEEP =
      "DELETE FROM create_replay WHERE created_at < now() - interval '15 minutes'";

  private final Postgres postgres;

  IdempotencyStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * True when the caller is the one to do it.
   *
   * @param slot of the caller, of which the token is new
   * @param lost how long one that is under way is waited for
   */
  Future<Boolean> begin(ResponseSlot slot, Duration lost) {
    return changed(BEGIN, key(slot).addLong(lost.toSeconds()));
  }

  /** Empty when there is none; an empty answer when it is under way. */
  Future<Optional<Optional<ServiceResponse>>> find(Attempt attempt) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(key(attempt))
        .map(rows -> rows.stream().findFirst().map(IdempotencyStore::answer));
  }

  /** False when the create's own transaction wrote its answer down. */
  Future<Boolean> end(ResponseSlot slot, ServiceResponse answer) {
    String body = answer.body() == null ? null : answer.body().encode();
    return changed(END, key(slot).addInteger(answer.status()).addString(body));
  }

  /**
   * False when its transaction wrote an answer down. One whose end was not heard of is waited for.
   */
  Future<Boolean> forget(ResponseSlot slot) {
    return changed(FORGET, key(slot));
  }

  /** Drops what is too old to be asked for. */
  Future<Void> sweep() {
    return postgres.requests().query(SWEEP).execute().mapEmpty();
  }

  private Future<Boolean> changed(String statement, Tuple values) {
    return postgres
        .requests()
        .preparedQuery(statement)
        .execute(values)
        .map(rows -> rows.rowCount() == 1);
  }

  private static Tuple key(ResponseSlot slot) {
    return Tuple.of(slot.accessKey(), slot.operation(), slot.invocation())
        .addValue(Buffer.buffer(slot.requestHash()))
        .addValue(slot.token());
  }

  private static Tuple key(Attempt attempt) {
    return Tuple.of(
        attempt.accessKey(),
        attempt.operation(),
        attempt.invocation(),
        Buffer.buffer(attempt.requestHash()));
  }

  private static Optional<ServiceResponse> answer(Row row) {
    return Optional.ofNullable(row.getInteger("status"))
        .map(
            status ->
                ServiceResponse.of(
                    status,
                    Optional.ofNullable(row.getString("answer"))
                        .map(JsonObject::new)
                        .orElse(null)));
  }
}
