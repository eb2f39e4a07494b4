package io.longshore.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Validates values by networknt's library, as the oracle for {@code RequestValidator}. */
public final class NetworkntOracle {

  private final ObjectNode root;
  private final Map<String, JsonSchema> schemas = new HashMap<>();

  private NetworkntOracle(ObjectNode root) {
    this.root = root;
  }

  public static NetworkntOracle of(String resource) {
    try {
      JsonNode root =
          new YAMLMapper().readTree(NetworkntOracle.class.getClassLoader().getResource(resource));
      spellOut(root);
      return new NetworkntOracle((ObjectNode) root);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Adds bounds for int32 and int64, which that library treats as annotations. */
  private static void spellOut(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("format").isTextual()) {
      boolean narrow = object.get("format").asText().equals("int32");
      boolean wide = object.get("format").asText().equals("int64");
      if (narrow || wide) {
        object.put("minimum", bound(narrow ? Integer.MIN_VALUE : Long.MIN_VALUE));
        object.put("maximum", bound(narrow ? Integer.MAX_VALUE : Long.MAX_VALUE));
      }
    }
    node.forEach(NetworkntOracle::spellOut);
  }

  /** Bounds with a fraction: with integer bounds that library accepts 1e300 as a long. */
  private static BigDecimal bound(long whole) {
    return BigDecimal.valueOf(whole).setScale(1);
  }

  public JsonNode root() {
    return root;
  }

  public boolean accepts(JsonNode schema, JsonNode value) {
    return schemas
        .computeIfAbsent(
            schema.toString(),
            text -> {
              ObjectNode document = schema.deepCopy();
              document.set("components", root.get("components"));
              return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(document);
            })
        .validate(value)
        .isEmpty();
  }
}
