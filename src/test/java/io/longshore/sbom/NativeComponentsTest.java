package io.longshore.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NativeComponentsTest {

  private static final String SBOM =
      """
      {"bomFormat": "CycloneDX", "components": [
        {"name": "netty-common", "version": "4"},
        {"name": "gkl", "version": "%s", "purl": "pkg:maven/com.intel.gkl/gkl@0"}
      ]}
      """;

  @Test
  void the_library_for_gzip_has_the_components_that_are_compiled_into_it() throws IOException {
    JsonObject sbom = new JsonObject(NativeComponents.added(SBOM.formatted(versionOfThisBuild())));

    assertThat(sbom.getJsonArray("components")).hasSize(2);
    assertThat(sbom.getJsonArray("components").getJsonObject(0).containsKey("components"))
        .isFalse();
    assertThat(
            sbom.getJsonArray("components").getJsonObject(1).getJsonArray("components").stream()
                .map(component -> ((JsonObject) component).getString("purl")))
        .containsExactly("pkg:github/intel/isa-l@v2.30.0", "pkg:github/madler/zlib@v1.2.13");
  }

  @Test
  void another_version_of_the_library_fails_the_build() {
    assertThatThrownBy(() -> NativeComponents.added(SBOM.formatted("0.0.0")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gkl");
  }

  private static String versionOfThisBuild() throws IOException {
    Matcher version =
        Pattern.compile("<gkl.version>([^<]+)<").matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }
}
