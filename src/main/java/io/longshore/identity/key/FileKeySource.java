package io.longshore.identity.key;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Access keys from a text file. A line is {@code accessKey secret account}, separated by blanks; a
 * fourth word {@code disabled} disables the key; {@code #} begins a comment line.
 */
public final class FileKeySource implements KeySource {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,128}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  private final Map<String, AccessKey> keys;

  private FileKeySource(Map<String, AccessKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it cannot be read, lists no key or has an invalid line;
   *     the message contains the line's number but not its text
   */
  public static FileKeySource load(Path file) {
    try {
      return parse(Files.readAllLines(file), file.toString());
    } catch (IOException failure) {
      throw new IllegalArgumentException("auth.keys_FILE cannot be read: " + file);
    }
  }

  static FileKeySource parse(List<String> lines, String name) {
    Map<String, AccessKey> keys = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        AccessKey key = key(line.split("\\s+"), name + " line " + (i + 1));
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException(
              name + " line " + (i + 1) + ": duplicate access key id");
        }
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(name + " lists no key");
    }
    return new FileKeySource(keys);
  }

  private static AccessKey key(String[] words, String location) {
    boolean disabled = words.length == 4 && words[3].equals("disabled");
    if (words.length != 3 && !disabled) {
      throw new IllegalArgumentException(
          location + ": expected `accessKey secret account`, found " + words.length + " words");
    }
    if (!ID.matcher(words[0]).matches()) {
      throw new IllegalArgumentException(
          location + ": an access key id has 1 to 128 letters, digits and _");
    }
    if (!ACCOUNT.matcher(words[2]).matches()) {
      throw new IllegalArgumentException(location + ": an account has 12 digits");
    }
    return new AccessKey(words[0], words[1], words[2], !disabled);
  }

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    return Future.succeededFuture(Optional.ofNullable(keys.get(accessKey)));
  }
}
