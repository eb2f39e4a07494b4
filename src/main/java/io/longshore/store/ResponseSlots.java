package io.longshore.store;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** The answers that creates write down in their own transaction. */
final class ResponseSlots {

  private static final String FILL =
      """
      update create_replay set status = $6, answer = $7
       where access_key = $1 and operation = $2 and invocation = $3 and request_hash = $4
         and token = $5 and status is null""";

  private ResponseSlots() {}

  /** Fails, and so undoes the transaction, when another took over meanwhile. */
  static Future<ServiceResponse> fill(
      SqlConnection connection, ResponseSlot slot, ServiceResponse answer) {
    Tuple values =
        Tuple.of(slot.accessKey(), slot.operation(), slot.invocation())
            .addValue(Buffer.buffer(slot.requestHash()))
            .addValue(slot.token())
            .addValue(answer.status())
            .addValue(answer.body() == null ? null : answer.body().encode());
    return connection
        .preparedQuery(FILL)
        .execute(values)
        .map(
            filled -> {
              if (filled.rowCount() != 1) {
                throw new ApiError(
                    CommonError.SERVICE_UNAVAILABLE,
                    "The same call was begun again meanwhile; try again for its answer.");
              }
              return answer;
            });
  }
}
