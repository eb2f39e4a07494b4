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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Validates the requests of one operation against its contract, compiled once, on the event loop.
 * Refuses with the service's own error code and a message that names the member.
 */
public final class RequestValidator {

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.DELETE, HttpMethod.HEAD);

  /** Every query may have them: they sign it. */
  private static final String SIGNATURE = "x-amz-";

  /** Clients send an empty object where an operation has no members. */
  private static final Validator NO_MEMBERS =
      StructureValidators.members(Map.of(), List.of(), StructureValidators.unknown(List.of()));

  private record LocatedParameter(Location in, String name, ParameterValidator validator) {}

  private final ErrorCode invalid;
  private final List<LocatedParameter> parameters = new ArrayList<>();
  private final boolean refusesUnknown;
  private final boolean hasBody;
  private final boolean bodyRequired;
  private final boolean ignoresBody;
  private final Validator body;

  /**
   * @throws IllegalArgumentException when the contract has a schema keyword or media type that is
   *     not supported
   */
  public RequestValidator(Operation operation, SchemaCompiler compiler, ErrorCode invalid) {
    this.invalid = invalid;
    for (Parameter parameter : operation.getParameters()) {
      parameters.add(
          new LocatedParameter(
              parameter.getIn(), parameter.getName(), new ParameterValidator(parameter, compiler)));
    }
    this.refusesUnknown = compiler.refusesUnknownParameters();
    RequestBody request = operation.getRequestBody();
    MediaType json = request == null ? null : request.getContent().get(MediaType.APPLICATION_JSON);
    if (request != null && json == null) {
      throw new IllegalArgumentException(
          operation.getOperationId() + " must accept " + MediaType.APPLICATION_JSON);
    }
    this.hasBody = request != null;
    this.bodyRequired = request != null && request.isRequired();
    this.ignoresBody = !WITHOUT_BODY.contains(operation.getHttpMethod());
    this.body = json == null ? Validator.ANYTHING : compiler.compile((JsonObject) json.getSchema());
  }

  /** The parameters by name, in their schemas' types; absent ones are omitted. */
  public JsonObject parameters(
      Map<String, String> path, Map<String, List<String>> query, MultiMap headers) {
    requireKnown(query);
    JsonObject values = new JsonObject();
    for (LocatedParameter parameter : parameters) {
      List<String> texts =
          switch (parameter.in()) {
            case PATH ->
                path.containsKey(parameter.name()) ? List.of(path.get(parameter.name())) : null;
            case QUERY -> query.get(parameter.name());
            case HEADER -> headers.getAll(parameter.name());
            case COOKIE -> null;
          };
      require(parameter.validator().read(texts, values));
    }
    return values;
  }

  private void requireKnown(Map<String, List<String>> query) {
    if (!refusesUnknown || query.isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>();
    parameters.stream()
        .filter(parameter -> parameter.in() == Location.QUERY)
        .forEach(parameter -> known.add(parameter.name()));
    for (String name : query.keySet()) {
      if (!known.contains(name) && !name.toLowerCase(Locale.ROOT).startsWith(SIGNATURE)) {
        require(
            Violation.here(
                    known.isEmpty()
                        ? "is unknown: this operation has no query parameters"
                        : "is unknown: the query parameters of this operation are " + known)
                .at(name));
      }
    }
  }

  /** The body without its null members; an empty object when there is no body. */
  public JsonObject body(byte[] bytes) {
    if (!hasBody) {
      if (bytes.length > 0 && !ignoresBody) {
        throw new ApiError(invalid, "This operation takes no request body.");
      }
      if (bytes.length > 0 && refusesUnknown) {
        require(NO_MEMBERS.validate(JsonBodyParser.parse(bytes, invalid)));
      }
      return new JsonObject();
    }
    if (bytes.length == 0) {
      require(bodyRequired ? Violation.here("is required") : null);
      return new JsonObject();
    }
    Map<String, Object> members = JsonBodyParser.parse(bytes, invalid);
    require(body.validate(members));
    return new JsonObject(members);
  }

  private void require(Violation violation) {
    if (violation != null) {
      throw new ApiError(invalid, violation.message());
    }
  }
}
