package io.longshore.operator;

import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A server with a master key, keys in a file, and one account that is an operator. */
final class OperatorServer {

  static final String OPERATOR = "999900009999";

  private OperatorServer() {}

  static Installation start(Path folder, AccessKey... keys) throws IOException {
    return start(folder, Map.of(), keys);
  }

  /** The same with further flags. */
  static Installation start(Path folder, Map<String, String> flags, AccessKey... keys)
      throws IOException {
    Path master = folder.resolve("master.key");
    Files.writeString(master, Base64.getEncoder().encodeToString(new byte[32]));
    Path file = folder.resolve("keys");
    Files.write(
        file,
        Stream.of(keys).map(key -> key.id() + " " + key.secret() + " " + key.account()).toList());
    Map<String, String> all = new HashMap<>(flags);
    all.putAll(
        Map.of(
            "auth.masterKey_FILE",
            master.toString(),
            "auth.keys_FILE",
            file.toString(),
            "operators.accounts",
            OPERATOR,
            "audit.every",
            "100ms"));
    return Installation.start(folder.resolve("data"), all);
  }
}
