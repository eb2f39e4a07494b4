package io.longshore.botocore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An operation of a botocore model. The parameters and the members of the body become the members
 * of its input. The body of a response that is not JSON becomes a stream.
 */
final class OperationModel {

  private static final String JSON_SCHEMA = "/content/application~1json/schema";
  private static final String STREAM = "Body";

  /** In a contract: the name of a parameter in models, where it differs from that on the wire. */
  private static final String MEMBER = "x-member";

  private static final int FIRST_SERVER_ERROR = 500;

  private final JsonNode operation;
  private final ShapeTable shapes;
  private final List<JsonNode> parameters = new ArrayList<>();

  /** The parameters of the operation's path count as its own. */
  OperationModel(JsonNode operation, JsonNode parametersOfPath, ShapeTable shapes) {
    this.operation = operation;
    this.shapes = shapes;
    parametersOfPath.forEach(each -> parameters.add(shapes.resolve(each)));
    operation.path("parameters").forEach(each -> parameters.add(shapes.resolve(each)));
  }

  /** The operation's id without the service. */
  String name() {
    String id = operation.path("operationId").asText();
    return id.substring(id.indexOf('.') + 1);
  }

  ObjectNode toJson(String method, String path) {
    ObjectNode model = JsonNodeFactory.instance.objectNode();
    model.put("name", name());
    ObjectNode http = model.putObject("http");
    http.put("method", method.toUpperCase(Locale.ROOT)).put("requestUri", path);
    if (!parameters.isEmpty() || operation.has("requestBody")) {
      model.putObject("input").put("shape", input());
    }
    for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
      int status = Integer.parseInt(response.getKey());
      if (status >= 300) {
        model.withArray("/errors").addObject().put("shape", error(status, response.getValue()));
      } else {
        http.put("responseCode", status);
        addOutput(model, shapes.resolve(response.getValue()).path("content"));
      }
    }
    ShapeTable.document(model, operation.path("summary"));
    ShapeTable.document(model, operation.path("description"));
    return model;
  }

  private String input() {
    String shape = name() + "Request";
    ObjectNode input = shapes.structure(schema(operation.path("requestBody")), shape);
    for (JsonNode parameter : parameters) {
      String onWire = parameter.path("name").asText();
      String name = parameter.path(MEMBER).asText(memberName(onWire));
      ObjectNode member = shapes.member(parameter.path("schema"), shape + name);
      member.put("location", location(parameter)).put("locationName", onWire);
      ShapeTable.document(member, parameter.path("description"));
      if (input.withObject("/members").replace(name, member) != null) {
        throw new IllegalStateException(shape + " has two members " + name);
      }
      if (parameter.path("required").asBoolean()) {
        input.withArray("/required").add(name);
      }
    }
    shapes.add(shape, input);
    return shape;
  }

  private static String location(JsonNode parameter) {
    return switch (parameter.path("in").asText()) {
      case "path" -> "uri";
      case "query" -> "querystring";
      case "header" -> "header";
      default -> throw new IllegalStateException("No parameter for botocore: " + parameter);
    };
  }

  /** {@code maxResults} is MaxResults, {@code page-size} is PageSize. */
  private static String memberName(String onWire) {
    StringBuilder name = new StringBuilder();
    for (String word : onWire.split("[-_]")) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }

  private void addOutput(ObjectNode model, JsonNode content) {
    if (content.isEmpty()) {
      return;
    }
    String shape = name() + "Response";
    JsonNode schema = shapes.resolve(content.path("application/json").path("schema"));
    ObjectNode output = shapes.structure(schema, shape);
    if (schema.isMissingNode()) {
      ObjectNode stream = JsonNodeFactory.instance.objectNode();
      shapes.add(shape + STREAM, stream.put("type", "blob").put("streaming", true));
      output.withObject("/members").putObject(STREAM).put("shape", shape + STREAM);
      output.put("payload", STREAM);
    }
    shapes.add(shape, output);
    model.putObject("output").put("shape", shape);
  }

  private String error(int status, JsonNode response) {
    String reference = response.path("$ref").asText();
    String shape = reference.substring(reference.lastIndexOf('/') + 1);
    if (!shapes.has(shape)) {
      ObjectNode error = shapes.structure(schema(response), shape);
      error
          .putObject("error")
          .put("httpStatusCode", status)
          .put("senderFault", status < FIRST_SERVER_ERROR);
      error.put("exception", true);
      ShapeTable.document(error, shapes.resolve(response).path("description"));
      shapes.add(shape, error);
    }
    return shape;
  }

  /** The schema of the JSON body of a request or a response. */
  private JsonNode schema(JsonNode message) {
    return shapes.resolve(shapes.resolve(message).at(JSON_SCHEMA));
  }
}
