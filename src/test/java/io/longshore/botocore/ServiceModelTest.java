package io.longshore.botocore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models made from contracts. Data Exchange's is one whose model AWS has too. */
class ServiceModelTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @ValueSource(strings = {"dataexchange", "longshore"})
  void every_operation_and_parameter_of_the_contract_is_in_the_model(String service)
      throws IOException {
    JsonNode contract = contract(service);
    JsonNode model = ServiceModel.of(service, contract);
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
        if (each.getValue().has("operationId")) {
          String name = each.getValue().path("operationId").asText().replaceAll(".*\\.", "");
          JsonNode http = model.at("/operations/" + name + "/http");
          operations.add(name);
          assertThat(http.path("requestUri").asText()).isEqualTo(path.getKey());
          assertThat(http.path("method").asText()).isEqualToIgnoringCase(each.getKey());
          assertThat(locations(model, name))
              .isEqualTo(parameters(contract, path.getValue(), each.getValue()));
        }
      }
    }
    assertThat(names(model.path("operations"))).isEqualTo(operations);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataexchange", "longshore"})
  void every_shape_that_is_referred_to_exists_and_has_a_type(String service) throws IOException {
    JsonNode model = ServiceModel.of(service, contract(service));
    Set<String> shapes = names(model.path("shapes"));

    assertThat(new TreeSet<>(model.findValuesAsText("shape"))).isEqualTo(shapes);
    assertThat(model.path("shapes"))
        .allSatisfy(shape -> assertThat(shape.path("type").asText()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataexchange", "longshore"})
  void every_schema_of_the_contract_keeps_its_members(String service) throws IOException {
    JsonNode contract = contract(service);
    JsonNode shapes = ServiceModel.of(service, contract).path("shapes");
    for (Map.Entry<String, JsonNode> schema : contract.at("/components/schemas").properties()) {
      Set<String> members = names(schema.getValue().path("properties"));
      JsonNode shape = shapes.path(schema.getKey());
      if (!shape.isMissingNode() && !members.isEmpty()) {
        assertThat(names(shape.path("members"))).as(schema.getKey()).containsAll(members);
      }
    }
  }

  @Test
  void no_parameter_has_the_name_of_an_option_that_the_aws_cli_has_for_all_operations()
      throws IOException {
    JsonNode model = ServiceModel.of("longshore", contract("longshore"));
    for (JsonNode operation : model.path("operations")) {
      String input = operation.at("/input/shape").asText();
      assertThat(names(model.path("shapes").path(input).path("members")))
          .as(input)
          .doesNotContain("Debug", "Output", "Query", "Profile", "Region", "Version", "Color");
    }
  }

  @Test
  void each_type_of_a_schema_has_its_shape() throws IOException {
    JsonNode model = model(everyType("{type: string}"));
    JsonNode members = model.at("/shapes/GetThingResponse/members");

    assertThat(shape(model, members, "Text")).isEqualTo(yaml("{type: string}"));
    assertThat(shape(model, members, "Name"))
        .isEqualTo(yaml("{type: string, min: 1, max: 9, pattern: '[a-z]+'}"));
    assertThat(shape(model, members, "State")).isEqualTo(yaml("{type: string, enum: [A, B]}"));
    assertThat(shape(model, members, "At"))
        .isEqualTo(yaml("{type: timestamp, timestampFormat: iso8601}"));
    assertThat(shape(model, members, "Rows")).isEqualTo(yaml("{type: long}"));
    assertThat(shape(model, members, "Pieces")).isEqualTo(yaml("{type: integer, min: 0}"));
    assertThat(shape(model, members, "Share")).isEqualTo(yaml("{type: double}"));
    assertThat(shape(model, members, "Held")).isEqualTo(yaml("{type: boolean}"));
    assertThat(shape(model, members, "Secret")).isEqualTo(yaml("{type: string, sensitive: true}"));
    assertThat(shape(model, members, "Any"))
        .isEqualTo(yaml("{type: structure, members: {}, document: true}"));
    assertThat(shape(model, members, "Tags"))
        .isEqualTo(yaml("{type: map, key: {shape: __string}, value: {shape: __string}}"));
    assertThat(shape(model, members, "Things"))
        .isEqualTo(yaml("{type: list, member: {shape: Thing}, max: 3}"));
    assertThat(model.at("/shapes/Thing/members/Parent")).isEqualTo(yaml("{shape: Thing}"));
  }

  @Test
  void parameters_have_their_places_and_bodies_that_are_not_json_are_streams() throws IOException {
    JsonNode model = model(everyType("{type: string}"));

    assertThat(model.at("/shapes/GetThingRequest/required")).isEqualTo(yaml("[ThingId]"));
    assertThat(model.at("/shapes/GetThingRequest/members/ThingId"))
        .isEqualTo(yaml("{shape: __string, location: uri, locationName: thingId}"));
    assertThat(model.at("/shapes/GetThingRequest/members/LastId"))
        .isEqualTo(yaml("{shape: __string, location: header, locationName: Last-Id}"));
    assertThat(model.at("/shapes/WatchResponse/payload").asText()).isEqualTo("Body");
    assertThat(model.at("/shapes/WatchResponseBody"))
        .isEqualTo(yaml("{type: blob, streaming: true}"));
    assertThat(model.at("/shapes/NotFound/error/httpStatusCode").asInt()).isEqualTo(404);
    assertThat(model.at("/shapes/NotFound/exception").asBoolean()).isTrue();
  }

  @Test
  void a_schema_that_botocore_cannot_express_fails_the_build() throws IOException {
    ObjectNode contract = everyType("{oneOf: [{type: string}, {type: integer}]}");

    assertThatThrownBy(() -> model(contract)).hasMessageContaining("oneOf");
  }

  @Test
  void a_list_with_tokens_has_pages() throws IOException {
    JsonNode pages = PaginatorModel.of(ServiceModel.of("dataexchange", contract("dataexchange")));

    assertThat(pages.at("/pagination/ListJobs"))
        .isEqualTo(
            yaml(
                "{input_token: NextToken, output_token: NextToken, limit_key: MaxResults,"
                    + " result_key: Jobs}"));
    assertThat(names(pages.path("pagination"))).allMatch(name -> name.startsWith("List"));
  }

  @Test
  void the_joined_pages_of_a_list_have_what_is_beside_the_list() throws IOException {
    JsonNode pages = PaginatorModel.of(ServiceModel.of("longshore", contract("longshore")));

    assertThat(pages.at("/pagination/ListRejectedRows/non_aggregate_keys"))
        .isEqualTo(yaml("[Total, Report]"));
    assertThat(pages.at("/pagination/ListJobs").has("non_aggregate_keys")).isFalse();
  }

  /** A contract with every type of schema; the schema of Text is the one given. */
  private static ObjectNode everyType(String text) throws IOException {
    return (ObjectNode)
        yaml(
            """
            info: {title: Things, version: '1'}
            paths:
              /things/{thingId}:
                parameters:
                  - {name: thingId, in: path, required: true, schema: {type: string}}
                get:
                  operationId: things.GetThing
                  parameters: [{name: Last-Id, in: header, schema: {type: string}}]
                  responses:
                    '200': {content: {application/json: {schema: {$ref: '#/components/schemas/All'}}}}
                    '404': {$ref: '#/components/responses/NotFound'}
              /watch:
                get:
                  operationId: things.Watch
                  responses:
                    '200': {content: {text/event-stream: {schema: {type: string}}}}
            components:
              responses:
                NotFound: {description: None., content: {application/json: {schema: {type: object, properties: {Message: {type: string}}}}}}
              schemas:
                Thing: {type: object, properties: {Parent: {$ref: '#/components/schemas/Thing'}}}
                All:
                  type: object
                  properties:
                    Text: %s
                    Name: {type: string, minLength: 1, maxLength: 9, pattern: '[a-z]+'}
                    State: {type: string, enum: [A, B]}
                    At: {type: string, format: date-time}
                    Rows: {type: integer, format: int64}
                    Pieces: {type: integer, minimum: 0}
                    Share: {type: [number, 'null']}
                    Held: {type: boolean}
                    Secret: {type: string, format: password}
                    Any: {type: object}
                    Tags: {type: object, additionalProperties: {type: string}}
                    Things: {type: array, maxItems: 3, items: {$ref: '#/components/schemas/Thing'}}
            """
                .formatted(text));
  }

  private static JsonNode model(ObjectNode contract) {
    return ServiceModel.of("things", contract);
  }

  private static JsonNode shape(JsonNode model, JsonNode members, String member) {
    return model.path("shapes").path(members.path(member).path("shape").asText());
  }

  private static JsonNode yaml(String text) throws IOException {
    return YAML.readTree(text);
  }

  private static JsonNode contract(String service) throws IOException {
    return YAML.readTree(Path.of("openapi", service + ".yaml").toFile());
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The names on the wire of the members that are not in the body. */
  private static Set<String> locations(JsonNode model, String operation) {
    String input = model.at("/operations/" + operation + "/input/shape").asText();
    return new TreeSet<>(
        model.path("shapes").path(input).path("members").findValuesAsText("locationName"));
  }

  private static Set<String> parameters(JsonNode contract, JsonNode path, JsonNode operation) {
    List<JsonNode> all = new ArrayList<>();
    path.path("parameters").forEach(all::add);
    operation.path("parameters").forEach(all::add);
    Set<String> names = new TreeSet<>();
    for (JsonNode each : all) {
      String reference = each.path("$ref").asText();
      JsonNode found = reference.isEmpty() ? each : contract.at(reference.substring(1));
      names.add(found.path("name").asText());
    }
    return names;
  }
}
