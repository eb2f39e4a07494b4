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
 * The operations that a service of AWS has and that are not served here, as the contract's {@code
 * x-unserved} lists them: {@code operations}, each with its method and path, and in words what is
 * {@code served} instead.
 */
public final class UnsupportedOperations {

  private record Unknown(String name, String method, List<String> segments) {}

  private final String served;
  private final List<Unknown> operations = new ArrayList<>();

  private UnsupportedOperations(String served) {
    this.served = served;
  }

  public static UnsupportedOperations of(JsonObject contract) {
    JsonObject listed = contract.getJsonObject("x-unserved", new JsonObject());
    UnsupportedOperations unserved = new UnsupportedOperations(listed.getString("served", ""));
    for (var entry : listed.getJsonObject("operations", new JsonObject())) {
      if (entry.getKey().startsWith("__")) {
        continue; // the library's note of where it found the object
      }
      String[] call = ((String) entry.getValue()).split(" ", 2);
      unserved.operations.add(
          new Unknown(entry.getKey(), call[0], PathTemplates.segments(call[1])));
    }
    return unserved;
  }

  /** The methods that they have at that raw path, sorted. */
  public SortedSet<String> methods(String rawPath) {
    List<String> segments = PathTemplates.segments(rawPath);
    return operations.stream()
        .filter(operation -> PathTemplates.matches(operation.segments(), segments))
        .map(Unknown::method)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The refusal of a request to one of them.
   *
   * @param service as callers know it
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
                    "%s is not served here. What is served of %s: %s."
                        .formatted(operation.name(), service, served)));
  }
}
