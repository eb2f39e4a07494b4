package io.longshore.conformance;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.LostCommits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The settings of a server whose database is behind a proxy that loses responses. */
final class LostCommitsServer {

  static final String ACCOUNT = "710000000001";
  static final String RECEIVER = "702000000009";

  private LostCommitsServer() {}

  static Map<String, String> flags(Path temp, DatabaseConfig database, LostCommits proxy)
      throws IOException {
    S3Config s3 = Backends.s3();
    Path keys =
        Files.writeString(
            temp.resolve("keys"), "%1$s test %1$s%n%2$s test %2$s%n".formatted(ACCOUNT, RECEIVER));
    JsonObject all = new JsonObject().put("allowed", "s3://*");
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", proxy.before(database));
    flags.put("database.user", database.user());
    flags.put("database.password", database.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    flags.put("assets.bucket", "lost-commits-assets");
    flags.put("auth.keys_FILE", keys.toString());
    Path master =
        Files.writeString(temp.resolve("master"), Base64.getEncoder().encodeToString(new byte[32]));
    flags.put("auth.masterKey_FILE", master.toString());
    flags.put("roles", new JsonObject().put("arn:aws:iam::" + ACCOUNT + ":role/*", all).encode());
    return flags;
  }
}
