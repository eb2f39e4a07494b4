package io.longshore.botocore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The model of a service in botocore's format {@code service-2}, made from the contract of a
 * REST-JSON service. From it the AWS CLI makes its commands and boto3 its methods.
 *
 * <p>What botocore cannot express is refused with an {@link IllegalStateException}, so that the
 * build fails.
 */
final class ServiceModel {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String REST_JSON = "rest-json";

  private ServiceModel() {}

  /**
   * Makes the model.
   *
   * @param service the name of the service, also its signing name
   * @param contract the OpenAPI document
   */
  static ObjectNode of(String service, JsonNode contract) {
    ShapeTable shapes = new ShapeTable(contract);
    Map<String, ObjectNode> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        if (METHODS.contains(entry.getKey())) {
          OperationModel operation =
              new OperationModel(entry.getValue(), path.getValue().path("parameters"), shapes);
          operations.put(operation.name(), operation.toJson(entry.getKey(), path.getKey()));
        }
      }
    }
    ObjectNode model = JsonNodeFactory.instance.objectNode();
    model.put("version", "2.0");
    model.set("metadata", metadata(service, contract));
    model.putObject("operations").setAll(operations);
    model.set("shapes", shapes.toJson());
    ShapeTable.document(model, contract.at("/info/description"));
    return model;
  }

  private static ObjectNode metadata(String service, JsonNode contract) {
    String version = contract.at("/info/version").asText();
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("apiVersion", version).put("endpointPrefix", service);
    metadata.put("protocol", REST_JSON).put("jsonVersion", "1.1");
    metadata.putArray("protocols").add(REST_JSON);
    metadata.put("serviceFullName", contract.at("/info/title").asText());
    metadata.put(
        "serviceId", service.substring(0, 1).toUpperCase(Locale.ROOT) + service.substring(1));
    metadata.put("signatureVersion", "v4").put("signingName", service);
    metadata.putArray("auth").add("aws.auth#sigv4");
    return metadata.put("uid", service + "-" + version);
  }
}
