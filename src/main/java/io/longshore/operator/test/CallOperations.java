package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CallControls.ApiCall;
import io.longshore.api.ServiceResponse;
import io.longshore.operator.OperatorError;
import io.longshore.operator.OperatorLists;
import io.longshore.operator.test.CallJournal.Numbered;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Predicate;

/** Lists, counts and forgets the latest calls of an account at this replica. */
final class CallOperations {

  private static final String UNKNOWN = "none";
  private static final String INVALID_SIGNATURE = "InvalidSignatureException";

  private static final ServedOperations.Members MEMBERS =
      new ServedOperations.Members("service", "operation");

  private final TestCallControls controls;
  private final CallJournal journal;
  private final ControlledAccount accounts;

  CallOperations(TestCallControls controls, ControlledAccount accounts) {
    this.controls = controls;
    this.journal = controls.journal();
    this.accounts = accounts;
  }

  Future<ServiceResponse> list(Call call) {
    String account = accounts.of(call);
    ListPage page = OperatorLists.PAGING.page(call, account, filters(call));
    long before = page.after().map(Long::parseLong).orElse(Long.MAX_VALUE);
    List<Numbered> found = journal.find(account, matching(call), before, page.limit());
    return Future.succeededFuture(
        page.answer("Calls", found, one -> shown(one.call()), one -> Long.toString(one.number())));
  }

  private static String filters(Call call) {
    JsonObject filters = call.parameters().copy();
    filters.remove("nextToken");
    filters.remove("maxResults");
    return filters.encode();
  }

  Future<ServiceResponse> count(Call call) {
    int count =
        journal.find(accounts.of(call), matching(call), Long.MAX_VALUE, Integer.MAX_VALUE).size();
    return Future.succeededFuture(ServiceResponse.ok(new JsonObject().put("Count", count)));
  }

  Future<ServiceResponse> reset(Call call) {
    int count = journal.clear(accounts.of(call));
    return Future.succeededFuture(ServiceResponse.ok(new JsonObject().put("Count", count)));
  }

  private Predicate<ApiCall> matching(Call call) {
    String service = call.parameter("service");
    String operation = call.parameter("operation");
    ServedOperations served = controls.served();
    served.require(MEMBERS, service, operation);
    Integer status = call.parameters().getInteger("statusCode");
    Instant after = time(call.parameter("calledAfter"));
    return one ->
        (service == null || served.isOf(one.service(), service))
            && (operation == null
                || one.operationId().equals(operation)
                || one.operationId().endsWith("." + operation))
            && (status == null || one.status() == status)
            && (after == null || !one.at().isBefore(after));
  }

  private static Instant time(String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException wrong) {
      throw OperatorError.VALIDATION.because(
          "calledAfter must be a time such as 2026-11-30T09:00:00Z, was '%s'".formatted(text));
    }
  }

  private static JsonObject shown(ApiCall call) {
    JsonObject json =
        new JsonObject()
            .put("RequestId", call.requestId())
            .put("Time", Timestamps.text(call.at()))
            .put("Account", call.account())
            .put("AccessKeyId", call.accessKey())
            .put("Method", call.method())
            .put("Path", call.path())
            .put("Status", call.status())
            .put("DurationMillis", call.millis())
            .put("Injected", call.injected());
    if (!call.service().isEmpty()) {
      json.put("Service", call.service());
    }
    if (!call.region().isEmpty()) {
      json.put("Region", call.region());
    }
    if (!call.operationId().equals(UNKNOWN)) {
      json.put("Operation", call.operationId().replaceFirst("^[^.]*[.]", ""));
    }
    return call.error() == null ? json : json.mergeIn(error(call.error()));
  }

  private static JsonObject error(ApiError error) {
    JsonObject json =
        new JsonObject()
            .put("ErrorCode", error.code().shape())
            .put("ErrorMessage", error.getMessage());
    if (error.code().shape().equals(INVALID_SIGNATURE)) {
      json.put(
          "SignatureDifference",
          error.logDetail().isEmpty()
              ? error.getMessage()
              : error.logDetail()
                  + " The secret, a signed header, the query or the body is not the one that was signed.");
    }
    return json;
  }
}
