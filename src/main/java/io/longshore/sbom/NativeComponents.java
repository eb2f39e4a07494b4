package io.longshore.sbom;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Adds to the SBOM the libraries that are compiled into a native library of a dependency. The
 * plugin that makes the SBOM sees Maven artifacts only.
 */
public final class NativeComponents {

  private static final String HOLDER = "gkl";

  /** Whose sources name the versions below; another release may have others. */
  private static final String HOLDER_VERSION = "0.9.1";

  private NativeComponents() {}

  /**
   * Rewrites the SBOM.
   *
   * @param arguments the file, in CycloneDX's JSON
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.writeString(file, added(Files.readString(file)) + "\n");
  }

  /**
   * The SBOM with the libraries inside of the component that holds them.
   *
   * @throws IllegalStateException if there is no such component of the known version
   */
  static String added(String sbom) {
    JsonObject all = new JsonObject(sbom);
    JsonObject holder =
        all.getJsonArray("components").stream()
            .map(JsonObject.class::cast)
            .filter(component -> component.getString("name").equals(HOLDER))
            .filter(component -> component.getString("version").equals(HOLDER_VERSION))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The SBOM has no %s %s: look up which libraries its native part has, and change NativeComponents"
                            .formatted(HOLDER, HOLDER_VERSION)));
    holder.put(
        "components",
        new JsonArray()
            .add(library("isa-l", "2.30.0", "BSD-3-Clause", "pkg:github/intel/isa-l@v2.30.0"))
            .add(library("zlib", "1.2.13", "Zlib", "pkg:github/madler/zlib@v1.2.13")));
    return all.encodePrettily();
  }

  private static JsonObject library(String name, String version, String license, String purl) {
    return new JsonObject()
        .put("type", "library")
        .put("bom-ref", purl)
        .put("name", name)
        .put("version", version)
        .put(
            "licenses",
            new JsonArray()
                .add(new JsonObject().put("license", new JsonObject().put("id", license))))
        .put("purl", purl);
  }
}
