package io.longshore.embedded.s3;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a bucket beside its objects: whose it is, and its settings as they were put. */
final class BucketFacts {

  /** Owns what belongs to the server itself. */
  static final String NOBODY = "nobody";

  private final Path file;
  private final String name;
  private volatile String owner;
  private final String region;
  private final Instant created;
  private final Map<String, String> settings = new ConcurrentHashMap<>();

  BucketFacts(Path folder, String name, String owner, String region, Instant created) {
    this.file = folder.resolve("bucket.json");
    this.name = name;
    this.owner = owner;
    this.region = region;
    this.created = created;
  }

  static BucketFacts read(Path folder) {
    try {
      JsonObject json = new JsonObject(Files.readString(folder.resolve("bucket.json")));
      BucketFacts facts =
          new BucketFacts(
              folder,
              json.getString("name"),
              json.getString("owner"),
              json.getString("region"),
              Instant.ofEpochMilli(json.getLong("created")));
      facts.settings.putAll(Json.map(json.getJsonObject("settings")));
      return facts;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String name() {
    return name;
  }

  String owner() {
    return owner;
  }

  synchronized void give(String account) {
    owner = account;
    write();
  }

  String region() {
    return region;
  }

  Instant created() {
    return created;
  }

  Optional<String> setting(String kind) {
    return Optional.ofNullable(settings.get(kind));
  }

  synchronized void set(String kind, String value) {
    settings.put(kind, value);
    write();
  }

  synchronized void unset(String kind) {
    settings.remove(kind);
    write();
  }

  synchronized void write() {
    JsonObject json =
        new JsonObject()
            .put("name", name)
            .put("owner", owner)
            .put("region", region)
            .put("created", created.toEpochMilli())
            .put("settings", Json.of(settings));
    try {
      Path fresh = file.resolveSibling("bucket.json.new");
      Files.writeString(fresh, json.encodePrettily());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
