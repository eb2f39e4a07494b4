package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The operations below {@code /_longshore/v1/test/}, by their names. */
public final class TestOperations {

  private final Map<String, Function<Call, Future<ServiceResponse>>> operations = new TreeMap<>();

  public TestOperations() {
    for (String name :
        new String[] {
          "AgeAccount",
          "ListCalls",
          "ResetCalls",
          "CountCalls",
          "ListFates",
          "CreateFate",
          "DeleteFate",
          "ReleaseFate",
          "ListFaults",
          "SetFaults",
          "AddFaults",
          "RemoveFaults",
          "RunMaintenance",
          "ResetAccount",
          "SeedData"
        }) {
      operations.put(name, TestOperations::refuse);
    }
  }

  /** The method of each operation. */
  public Map<String, Function<Call, Future<ServiceResponse>>> all() {
    return operations;
  }

  private static Future<ServiceResponse> refuse(Call call) {
    return Future.failedFuture(
        new ApiError(
            CommonError.NOT_IMPLEMENTED, call.operation() + " is not available in this version"));
  }
}
