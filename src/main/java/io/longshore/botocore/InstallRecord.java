package io.longshore.botocore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which files were installed into a folder, with their SHA-256: a file of that folder in the format
 * of {@code sha256sum}.
 */
final class InstallRecord {

  /** Not a folder, so botocore does not take it for a service. */
  static final String NAME = "longshore.sha256";

  private static final String GAP = "  ";

  private final Map<String, String> digests;

  private InstallRecord(Map<String, String> digests) {
    this.digests = digests;
  }

  /** The record of a folder, empty if nothing was installed there. */
  static InstallRecord read(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(GAP, 2);
        if (parts.length == 2 && folder.resolve(parts[1]).normalize().startsWith(folder)) {
          digests.put(parts[1], parts[0]);
        }
      }
    }
    return new InstallRecord(digests);
  }

  static InstallRecord of(Map<String, byte[]> files) {
    Map<String, String> digests = new TreeMap<>();
    files.forEach((path, content) -> digests.put(path, digest(content)));
    return new InstallRecord(digests);
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }

  Set<String> paths() {
    return digests.keySet();
  }

  /** Whether this content was installed at the path. */
  boolean has(String path, byte[] content) {
    return digest(content).equals(digests.get(path));
  }

  InstallRecord without(Set<String> paths) {
    Map<String, String> left = new TreeMap<>(digests);
    left.keySet().removeAll(paths);
    return new InstallRecord(left);
  }

  void write(Path folder) throws IOException {
    String lines =
        digests.entrySet().stream()
            .map(file -> file.getValue() + GAP + file.getKey() + "\n")
            .collect(Collectors.joining());
    ModelFolder.replace(folder.resolve(NAME), lines.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
