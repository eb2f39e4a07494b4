package io.longshore.identity.idempotency;

import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/** The table of creating calls and their responses. */
final class IdempotencyStore {

  private static final String ATTEMPT =
      " WHERE access_key = $1 AND operation = $2 AND invocation = $3 AND request_hash = $4";

  /** The latest attempt, while its transaction has not stored a response. */
  private static final String UNANSWERED = ATTEMPT + " AND token = $5 AND status IS NULL";

  /** An attempt without a response for that long is lost; the next one takes its row. */
  private static final String BEGIN =
      """
      INSERT INTO create_replay AS r (access_key, operation, invocation, request_hash, token)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (access_key, operation, invocation, request_hash)
      DO UPDATE SET status = NULL, answer = NULL, created_at = now(), token = $5
       WHERE r.created_at < now() - interval '15 minutes'
          OR (r.status IS NULL AND r.created_at < now() - $6 * interval '1 second')""";

  private static final String FIND = "SELECT status, answer FROM create_replay" + ATTEMPT;

  /** Stores a response that the create's own transaction has not stored. */
  private static final String END =
      "UPDATE create_replay SET status = $6, answer = $7, token = NULL" + UNANSWERED;

  private static final String FORGET = "DELETE FROM create_replay" + UNANSWERED;

  private static final String SWEEP =
      "DELETE FROM create_replay WHERE created_at < now() - interval '15 minutes'";

  private final Postgres postgres;
  private final SecretResponses secrets;

  IdempotencyStore(Postgres postgres, SecretResponses secrets) {
    this.postgres = postgres;
    this.secrets = secrets;
  }

  /**
   * Begins an attempt; true when the caller must execute the call.
   *
   * @param slot with a new token
   * @param lostAfter the time after which an earlier attempt without a response counts as lost
   */
  Future<Boolean> begin(ResponseSlot slot, Duration lostAfter) {
    return changed(BEGIN, key(slot).addLong(lostAfter.toSeconds()));
  }

  /** Empty when there is no attempt; an empty response while one is in progress. */
  Future<Optional<Optional<ServiceResponse>>> find(Attempt attempt) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(key(attempt))
        .map(rows -> rows.stream().findFirst().map(row -> response(attempt.operation(), row)));
  }

  /** Stores a response; false when the create's own transaction has stored one. */
  Future<Boolean> end(ResponseSlot slot, ServiceResponse response) {
    String body = response.body() == null ? null : slot.encoding().apply(response.body());
    return changed(END, key(slot).addInteger(response.status()).addString(body));
  }

  /**
   * Deletes an attempt; false when its transaction has stored a response. Waits for a transaction
   * that has not ended.
   */
  Future<Boolean> forget(ResponseSlot slot) {
    return changed(FORGET, key(slot));
  }

  /** Deletes responses that are too old for a retry. */
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

  private Optional<ServiceResponse> response(String operation, Row row) {
    return Optional.ofNullable(row.getInteger("status"))
        .map(
            status ->
                ServiceResponse.of(
                    status,
                    Optional.ofNullable(row.getString("answer"))
                        .map(text -> secrets.decode(operation, text))
                        .orElse(null)));
  }
}
