package io.longshore.edge.validation;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.edge.protocol.JsonBodyParser;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the contract lets into one operation: compiled once, run on the event loop. Refuses with the
 * service's own code and a message that names the member.
 */
public final class RequestValidator {

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.DELETE, HttpMethod.HEAD);

  private record Place(Location in, String name, ParameterValidator check) {}

  private final ErrorCode invalid;
  private final List<Place> places = new ArrayList<>();
  private final boolean takesBody;
  private final boolean bodyRequired;
  private final boolean mayIgnoreBody;
  private final Validator body;

  /**
   * @throws IllegalArgumentException when the contract has what this cannot check
   */
  public RequestValidator(Operation operation, SchemaCompiler compiler, ErrorCode invalid) {
    this.invalid = invalid;
    for (Parameter parameter : operation.getParameters()) {
      places.add(
          new Place(
              parameter.getIn(), parameter.getName(), new ParameterValidator(parameter, compiler)));
    }
    RequestBody request = operation.getRequestBody();
    MediaType json = request == null ? null : request.getContent().get(MediaType.APPLICATION_JSON);
    if (request != null && json == null) {
      throw new IllegalArgumentException(
          operation.getOperationId() + " must take " + MediaType.APPLICATION_JSON);
    }
    this.takesBody = request != null;
    this.bodyRequired = request != null && request.isRequired();
    this.mayIgnoreBody = !WITHOUT_BODY.contains(operation.getHttpMethod());
    this.body = json == null ? Validator.ANYTHING : compiler.compile((JsonObject) json.getSchema());
  }

  /** The parameters under their names, in their schemas' types; absent ones are absent. */
  public JsonObject parameters(
      Map<String, String> path, Map<String, List<String>> query, MultiMap headers) {
    JsonObject parameters = new JsonObject();
    for (Place place : places) {
      List<String> texts =
          switch (place.in()) {
            case PATH -> path.containsKey(place.name()) ? List.of(path.get(place.name())) : null;
            case QUERY -> query.get(place.name());
            case HEADER -> headers.getAll(place.name());
            case COOKIE -> null;
          };
      require(place.check().read(texts, parameters));
    }
    return parameters;
  }

  /** The body without its null members; an empty object where there is none. */
  public JsonObject body(byte[] bytes) {
    if (!takesBody) {
      if (bytes.length > 0 && !mayIgnoreBody) {
        throw new ApiError(invalid, "This operation takes no request body.");
      }
      return new JsonObject();
    }
    if (bytes.length == 0) {
      require(bodyRequired ? Violation.here("is required") : null);
      return new JsonObject();
    }
    Map<String, Object> members = JsonBodyParser.parse(bytes, invalid);
    require(body.check(members));
    return new JsonObject(members);
  }

  private void require(Violation fault) {
    if (fault != null) {
      throw new ApiError(invalid, fault.message());
    }
  }
}
