package io.longshore.botocore;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The model files in the jar, by their paths in a data folder of botocore. */
public final class ModelFiles {

  /** Where botocore looks for them: service, version of its API, type of the file. */
  static final List<String> PATHS =
      List.of(
          "cleanroomsml/2023-09-06/waiters-2.json",
          "dataexchange/2017-07-25/waiters-2.json",
          "longshore/2026-11-30/endpoint-rule-set-1.json",
          "longshore/2026-11-30/paginators-1.json",
          "longshore/2026-11-30/service-2.json",
          "longshore/2026-11-30/waiters-2.json",
          "personalize/2018-05-22/waiters-2.json",
          "pinpoint/2016-12-01/waiters-2.json");

  private ModelFiles() {}

  /**
   * Reads all files. Blocks.
   *
   * @throws IOException if one is missing, which is so where the build has not run
   */
  public static Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String path : PATHS) {
      try (InputStream file =
          ModelFiles.class.getClassLoader().getResourceAsStream("models/" + path)) {
        if (file == null) {
          throw new IOException("models/" + path + " is not in the jar: build it with mvn package");
        }
        files.put(path, file.readAllBytes());
      }
    }
    return files;
  }
}
