package io.longshore.store;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Stores the responses of creating calls, in the transaction of the call. */
final class ResponseSlots {

  private static final String FILL =
      """
      update create_replay set status = $6, answer = $7
       where access_key = $1 and operation = $2 and invocation = $3 and request_hash = $4
         and token = $5 and status is null""";

  private ResponseSlots() {}

  /** Fails, and so rolls back the transaction, if a repeated call has taken over the slot. */
  static Future<ServiceResponse> fill(
      SqlConnection connection, ResponseSlot slot, ServiceResponse response) {
    Tuple values =
        Tuple.of(slot.accessKey(), slot.operation(), slot.invocation())
            .addValue(Buffer.buffer(slot.requestHash()))
            .addValue(slot.token())
            .addValue(response.status())
            .addValue(response.body() == null ? null : slot.encoding().apply(response.body()));
    return connection
        .preparedQuery(FILL)
        .execute(values)
        .map(
            filled -> {
              if (filled.rowCount() != 1) {
                throw new ApiError(
                    CommonError.SERVICE_UNAVAILABLE,
                    "The same call was started again; try again to get its response.");
              }
              return response;
            });
  }
}
