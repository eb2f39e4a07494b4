package io.longshore.edge.routing;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The operations of an AWS service that Longshore does not support, as listed in the contract's
 * {@code x-unserved}: {@code operations}, each with its method and path, and {@code served}, a
 * description of the supported ones.
 */
public final class UnsupportedOperations {

  private record UnsupportedOperation(String name, String method, List<String> segments) {}

  private final String supported;
  private final List<UnsupportedOperation> operations = new ArrayList<>();

  private UnsupportedOperations(String supported) {
    this.supported = supported;
  }

  public static UnsupportedOperations of(JsonObject contract) {
    JsonObject listed = contract.getJsonObject("x-unserved", new JsonObject());
    UnsupportedOperations unsupported = new UnsupportedOperations(listed.getString("served", ""));
    for (var entry : listed.getJsonObject("operations", new JsonObject())) {
      if (entry.getKey().startsWith("__")) {
        continue; // added by the OpenAPI library
      }
      String[] call = ((String) entry.getValue()).split(" ", 2);
      unsupported.operations.add(
          new UnsupportedOperation(entry.getKey(), call[0], PathTemplates.segments(call[1])));
    }
    return unsupported;
  }

  /** The methods of unsupported operations at a raw path, sorted. */
  public SortedSet<String> methods(String rawPath) {
    List<String> segments = PathTemplates.segments(rawPath);
    return operations.stream()
        .filter(operation -> PathTemplates.matches(operation.segments(), segments))
        .map(UnsupportedOperation::method)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The error of a request to an unsupported operation; empty for other requests.
   *
   * @param service the service's name in the message
   */
  Optional<ApiError> refusal(String service, String method, String rawPath) {
    List<String> segments = PathTemplates.segments(rawPath);
    return operations.stream()
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> PathTemplates.matches(operation.segments(), segments))
        .findFirst()
        .map(
            operation ->
                new ApiError(
                    CommonError.NOT_IMPLEMENTED,
                    "%s is not supported. Supported of %s: %s."
                        .formatted(operation.name(), service, supported)));
  }
}
