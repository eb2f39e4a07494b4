package io.longshore.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A contract without validation. */
final class PermissiveContract {

  private PermissiveContract() {}

  /** Returns the contract without parameters and bodies, so that requests are not validated. */
  static Path of(String resource) throws IOException {
    JsonObject contract;
    try (InputStream in = PermissiveContract.class.getClassLoader().getResourceAsStream(resource)) {
      contract =
          new JsonObject(
              new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(in).toString());
    }
    withoutValidation(contract);
    Path file = Files.createTempFile("permissive-", ".json");
    file.toFile().deleteOnExit();
    return Files.writeString(file, contract.encode());
  }

  private static void withoutValidation(Object node) {
    if (node instanceof JsonObject object) {
      object.remove("parameters");
      object.remove("requestBody");
      object.fieldNames().forEach(name -> withoutValidation(object.getValue(name)));
    } else if (node instanceof JsonArray array) {
      array.forEach(PermissiveContract::withoutValidation);
    }
  }
}
