package io.longshore.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Folders with a minimal Debian and a JDK, as base images of containers have them. Made by
 * debootstrap from the package archive that apt uses; commands in them run by chroot in a mount
 * namespace of their own.
 */
final class RootFolders {

  static final String JAVA_HOME = "/opt/java/openjdk";

  private final Path folder;
  private final Path base;

  private RootFolders(Path folder) {
    this.folder = folder;
    this.base = folder.resolve("base");
  }

  /** A folder with the base; the JDK is a copy of that of this machine. */
  static RootFolders create(Path folder, Path jdk) throws Exception {
    RootFolders roots = new RootFolders(folder);
    command(
        "sh",
        "-ec",
        ". /etc/os-release; debootstrap --variant=minbase $VERSION_CODENAME \"$0\" \"$(apt-get"
            + " indextargets --format '$(SITE)' \"Codename: $VERSION_CODENAME\" | head -n 1)\"",
        roots.base.toString());
    Path home = ContainerImage.in(roots.base, JAVA_HOME);
    Files.createDirectories(home.getParent());
    command("cp", "-aL", jdk.toString(), home.toString());
    return roots;
  }

  Path copy(String name) throws Exception {
    Path root = folder.resolve(name);
    command("cp", "-a", base.toString(), root.toString());
    return root;
  }

  /** Runs a line by a shell in the root; fails when it fails. */
  void run(Path root, String user, String workFolder, String line) throws Exception {
    List<String> command = new ArrayList<>(inside(root, "true", user, Map.of()));
    command.addAll(List.of("sh", "-ec", "cd " + workFolder + "; " + line));
    command(command.toArray(String[]::new));
  }

  /**
   * The command that executes the words that follow in the root. Every process of it is one, so a
   * signal reaches the program.
   *
   * @param mounts shell commands in the mount namespace, with {@code $0} as the root
   */
  static List<String> inside(
      Path root, String mounts, String user, Map<String, String> environment) {
    List<String> all = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec"));
    all.add(
        "mount --bind \"$0\" \"$0\"; mount -t proc proc \"$0/proc\"; mount --rbind /dev"
            + " \"$0/dev\"; "
            + mounts
            + "; exec chroot --userspec="
            + user
            + ":"
            + user
            + " --groups= \"$0\" \"$@\"");
    all.add(root.toString());
    all.addAll(List.of("/usr/bin/env", "-i", "HOME=/tmp"));
    all.add("PATH=" + JAVA_HOME + "/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    environment.forEach((name, value) -> all.add(name + "=" + value));
    return all;
  }

  static void command(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("command-", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(8, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            String.join(" ", command) + " failed:\n" + Files.readString(output));
      }
    } finally {
      Files.delete(output);
    }
  }
}
