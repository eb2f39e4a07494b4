package io.longshore.edge.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.edge.MalformedBodies;
import io.longshore.edge.NetworkntOracle;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The property test detects a validator that ignores a keyword. */
class RequestValidatorPowerTest {

  private static final NetworkntOracle ORACLE = NetworkntOracle.of("edge/every-keyword.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode EVERYTHING = ORACLE.root().at("/components/schemas/Everything");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type",
        "enum",
        "const",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "properties",
        "required",
        "additionalProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "oneOf",
        "anyOf",
        "allOf"
      })
  void a_validator_that_ignores_a_keyword_is_detected(String keyword) {
    JsonNode forgetful = ORACLE.root().deepCopy();
    forget(forgetful.at("/components/schemas"), keyword);
    Validator check = compile(forgetful);

    assertThat(IntStream.range(0, 20_000).filter(seed -> differs(check, seed)).findFirst())
        .isPresent();
  }

  @Test
  void a_complete_validator_passes() {
    Validator check = compile(ORACLE.root());

    assertThat(IntStream.range(0, 2_000).filter(seed -> differs(check, seed))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"multipleOf\":2}",
        "{\"properties\":{\"a\":{\"patternProperties\":{}}}}",
        "{\"type\":\"text\"}",
        "{\"pattern\":\"[\"}",
        "{\"$ref\":\"#/components/schemas/Nowhere\"}"
      })
  void a_schema_with_an_unsupported_keyword_does_not_compile(String schema) {
    SchemaCompiler compiler = new SchemaCompiler(new JsonObject());

    assertThatThrownBy(() -> compiler.compile(new JsonObject(schema)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_text_that_overflows_the_regular_expression_matcher_is_refused() {
    Validator check =
        new SchemaCompiler(new JsonObject())
            .compile(new JsonObject().put("pattern", "^(([a-zA-Z0-9_]+|-)*)$"));

    assertThat(check.validate("a-".repeat(500_000))).isNotNull();
    assertThat(check.validate("a-b-c")).isNull();
    assertThat(check.validate("a-b-c\n")).isNotNull();
  }

  private static void forget(JsonNode node, String keyword) {
    boolean schema = node instanceof ObjectNode && !node.path(keyword).path("type").isTextual();
    if (schema) {
      ((ObjectNode) node).remove(keyword);
    }
    node.forEach(child -> forget(child, keyword));
  }

  private static Validator compile(JsonNode root) {
    JsonObject contract = new JsonObject(root.toString());
    return new SchemaCompiler(contract)
        .compile(
            contract
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("Everything"));
  }

  private static boolean differs(Validator check, int seed) {
    JsonNode value = new MalformedBodies(ORACLE.root(), new Random(seed)).value(EVERYTHING, 0);
    Object parsed = JSON.convertValue(value, Object.class);
    return (check.validate(parsed) == null) != ORACLE.accepts(EVERYTHING, value);
  }
}
