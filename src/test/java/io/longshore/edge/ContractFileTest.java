package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server reads of a contract is what people wrote. */
class ContractFileTest {

  @Test
  void the_json_of_every_contract_says_what_its_yaml_says() throws IOException {
    for (Path yaml : contracts()) {
      String json = yaml.toString().replace(".yaml", ".json");
      try (InputStream built = getClass().getClassLoader().getResourceAsStream(json)) {
        assertThat(built).as(json).isNotNull();
        assertThat(new ObjectMapper().readTree(built))
            .isEqualTo(new YAMLMapper().readTree(yaml.toFile()));
      }
    }
  }

  private static List<Path> contracts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("openapi"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }
}
