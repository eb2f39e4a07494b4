package io.longshore.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds {@code k8s/Containerfile} without a container engine: executes the instructions of the
 * stages that have a Java base image in copies of a Debian root, by chroot and mount namespaces.
 * The stage named build is not executed: its jar is the one under test. Needs root.
 */
final class ContainerImage {

  private static final Path BUILT_JAR = Path.of("/build/target/longshore.jar");

  private final RootFolders folders;
  private final Path jar;
  private final Map<String, Path> stages = new HashMap<>();
  private String stage = "";
  private Path root = Path.of("/");
  private String user = "0";
  private String folder = "/";
  private List<String> entryPoint = List.of();

  private ContainerImage(RootFolders folders, Path jar) {
    this.folders = folders;
    this.jar = jar;
  }

  static ContainerImage build(Path file, RootFolders folders, Path jar) throws Exception {
    ContainerImage image = new ContainerImage(folders, jar);
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        image.execute(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
      }
    }
    return image;
  }

  Path root() {
    return root;
  }

  String user() {
    return user;
  }

  List<String> entryPoint() {
    return entryPoint;
  }

  private void execute(String instruction, String text) throws Exception {
    if (instruction.equals("FROM")) {
      from(text.split(" "));
      return;
    }
    if (stage.equals("build") || instruction.equals("ARG")) {
      return;
    }
    switch (instruction) {
      case "RUN" -> folders.run(root, user, folder, text);
      case "COPY" -> copy(text.split(" "));
      case "USER" -> user = text;
      case "WORKDIR" -> {
        folder = text;
        Files.createDirectories(in(root, folder));
      }
      case "ENTRYPOINT" -> entryPoint = List.of(new ObjectMapper().readValue(text, String[].class));
      case "EXPOSE", "CMD" -> {}
      default -> throw new IllegalArgumentException("Unknown instruction: " + instruction);
    }
  }

  private void from(String[] words) throws Exception {
    stage = words.length == 3 ? words[2] : "";
    user = "0";
    folder = "/";
    if (!stage.equals("build")) {
      root = folders.copy("stage" + stages.size());
      stages.put(stage, root);
    }
  }

  private void copy(String[] words) throws IOException, InterruptedException {
    List<String> paths = new ArrayList<>(Arrays.asList(words));
    paths.removeIf(word -> word.startsWith("--"));
    String from = option(words, "--from=");
    Path source =
        from.isEmpty()
            ? Path.of(paths.get(0))
            : from.equals("build") ? builtFile(paths.get(0)) : in(stages.get(from), paths.get(0));
    Path target = in(root, paths.get(1));
    Files.createDirectories(target.getParent());
    // With the time of the file, as container engines copy: an AOT cache fits only that jar.
    RootFolders.command("cp", "-p", source.toString(), target.toString());
    String owner = option(words, "--chown=");
    RootFolders.command("chown", owner.isEmpty() ? "0" : owner, target.toString());
  }

  private Path builtFile(String path) {
    if (!Path.of(path).equals(BUILT_JAR)) {
      throw new IllegalArgumentException("The build makes no " + path);
    }
    return jar;
  }

  private static String option(String[] words, String name) {
    return Arrays.stream(words)
        .filter(word -> word.startsWith(name))
        .map(word -> word.substring(name.length()))
        .findFirst()
        .orElse("");
  }

  static Path in(Path root, String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
