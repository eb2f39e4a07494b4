package io.longshore.console;

import io.longshore.async.SafeCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of the console in the jar, by their paths below the port. They are read when they are
 * asked for first, on a worker thread, and kept. Belongs to one event loop.
 */
final class ConsoleFiles {

  /**
   * No dot begins a part of a path, so that no path leaves its folder; nor is there an encoded one.
   */
  private static final Pattern NAME = Pattern.compile("([a-z0-9-]+/)*[a-zA-Z0-9-]+\\.[a-z]+");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "md", "text/markdown; charset=utf-8");

  /** A path's beginning, and the folder of the class path that it stands for. */
  private record Folder(String path, String resources) {}

  private static final List<Folder> FOLDERS =
      List.of(
          new Folder("/console/manual/", "manual/"),
          new Folder("/console/contracts/", "openapi/"),
          new Folder("/console/", "console/"));

  private static final String LIBRARY =
      "META-INF/resources/_static/htm/3.1.1/preact/standalone.module.js";

  private final Vertx vertx;
  private final Map<String, Future<Optional<ConsoleFile>>> files = new HashMap<>();

  ConsoleFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Adds a file that is not in the jar. */
  void add(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    files.put(path, Future.succeededFuture(Optional.of(ConsoleFile.of(type(path), bytes))));
  }

  /** The file at a path; empty if there is none. */
  Future<Optional<ConsoleFile>> at(String path) {
    Future<Optional<ConsoleFile>> known = files.get(path);
    if (known != null) {
      return known;
    }
    Optional<String> resource = resource(path);
    if (resource.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<Optional<ConsoleFile>> read =
        SafeCall.call(() -> vertx.executeBlocking(() -> read(resource.get()), false));
    read.onSuccess(file -> file.ifPresent(found -> files.put(path, read)));
    return read;
  }

  private static Optional<String> resource(String path) {
    if (path.equals("/")) {
      return Optional.of("console/index.html");
    }
    if (path.equals("/console/lib/preact.js")) {
      return Optional.of(LIBRARY);
    }
    return FOLDERS.stream()
        .filter(folder -> path.startsWith(folder.path()))
        .findFirst()
        .map(folder -> folder.resources() + path.substring(folder.path().length()))
        .filter(name -> NAME.matcher(name).matches() && TYPES.containsKey(suffix(name)));
  }

  private static Optional<ConsoleFile> read(String resource) throws IOException {
    try (InputStream in = ConsoleFiles.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(ConsoleFile.of(type(resource), in.readAllBytes()));
    }
  }

  private static String type(String path) {
    return TYPES.get(suffix(path));
  }

  private static String suffix(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
