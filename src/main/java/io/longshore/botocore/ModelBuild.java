package io.longshore.botocore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Used by the build: generates the model files from the operator contract. */
public final class ModelBuild {

  private static final String SERVICE = "longshore";

  private ModelBuild() {}

  /** Arguments: the folder of the contracts, and the folder of the models. */
  public static void main(String[] folders) throws IOException {
    write(Path.of(folders[0], SERVICE + ".yaml"), Path.of(folders[1]));
  }

  /** Writes the model of the operator service below the folder. */
  static void write(Path yaml, Path folder) throws IOException {
    JsonNode contract = new YAMLMapper().readTree(yaml.toFile());
    ObjectNode model = ServiceModel.of(SERVICE, contract);
    String version = model.at("/metadata/apiVersion").asText();
    Path target = Files.createDirectories(folder.resolve(SERVICE).resolve(version));
    ObjectMapper json = new ObjectMapper();
    json.writeValue(target.resolve("service-2.json").toFile(), model);
    json.writeValue(target.resolve("paginators-1.json").toFile(), PaginatorModel.of(model));
  }
}
