package io.longshore.edge.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator API refuses members that it does not know, in every request. */
class UnknownMembersTest {

  /** The requests of AWS that a dry run takes as they are: AWS ignores unknown members. */
  private static final Set<String> OF_AWS =
      Set.of(
          "PersonalizeDataSource",
          "PersonalizeImport",
          "PinpointImport",
          "TrainingColumn",
          "TrainingData",
          "TrainingDatasetImport",
          "TrainingInput",
          "TrainingSource",
          "TrainingTable");

  private static JsonNode contract;

  @BeforeAll
  static void read() throws IOException {
    contract =
        new YAMLMapper()
            .readTree(
                UnknownMembersTest.class.getClassLoader().getResource("openapi/longshore.yaml"));
  }

  @Test
  void every_object_in_a_request_of_the_operator_api_refuses_unknown_members() {
    Set<String> seen = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    contract
        .findValues("requestBody")
        .forEach(body -> walk(body.at("/content/application~1json/schema"), seen, open));

    assertThat(seen).contains("CreateFateRequest", "FateMatch", "FaultError", "SeedFile");
    assertThat(open).isEqualTo(new TreeSet<>(OF_AWS));
    assertThat(contract.path("x-unknown-parameters").asText()).isEqualTo("refused");
  }

  private static void walk(JsonNode schema, Set<String> seen, Set<String> open) {
    JsonNode target = schema;
    if (schema.has("$ref")) {
      String name = schema.get("$ref").asText().replace("#/components/schemas/", "");
      if (!seen.add(name)) {
        return;
      }
      target = contract.at("/components/schemas/" + name);
      if (target.path("type").asText().equals("object") && !target.has("additionalProperties")) {
        open.add(name);
      }
    }
    target.path("properties").forEach(member -> walk(member, seen, open));
    walkInside(target.path("items"), seen, open);
    walkInside(target.path("additionalProperties"), seen, open);
  }

  private static void walkInside(JsonNode schema, Set<String> seen, Set<String> open) {
    if (schema.isObject()) {
      walk(schema, seen, open);
    }
  }

  @Test
  void the_message_names_the_member_and_those_that_there_are() {
    assertThat(refusal("CreateFateRequest", Map.of("Do", "HOLD", "Match", Map.of("Typ", "x"))))
        .isEqualTo("Match.Typ is unknown: the members here are [Name, Service, Type]");
    assertThat(refusal("ResetAccountRequest", Map.of("EmptyBucket", true)))
        .isEqualTo(
            "EmptyBucket is unknown: the members here are [Account, EmptyBuckets, Services]");
  }

  private static String refusal(String schema, Map<String, Object> body) {
    JsonObject root = new JsonObject(contract.toString());
    return new SchemaCompiler(root)
        .compile(root.getJsonObject("components").getJsonObject("schemas").getJsonObject(schema))
        .validate(body)
        .message();
  }
}
