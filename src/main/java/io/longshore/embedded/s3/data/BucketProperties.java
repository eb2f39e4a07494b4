package io.longshore.embedded.s3.data;

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
public final class BucketProperties {

  /** Owns what belongs to the server itself. */
  public static final String NOBODY = "nobody";

  private final Path file;
  private final String name;
  private volatile String owner;
  private final String region;
  private final Instant created;
  private final Map<String, String> settings = new ConcurrentHashMap<>();

  BucketProperties(Path folder, String name, String owner, String region, Instant created) {
    this.file = folder.resolve("bucket.json");
    this.name = name;
    this.owner = owner;
    this.region = region;
    this.created = created;
  }

  static BucketProperties read(Path folder) {
    try {
      JsonObject json = new JsonObject(Files.readString(folder.resolve("bucket.json")));
      BucketProperties facts =
          new BucketProperties(
              folder,
              json.getString("name"),
              json.getString("owner"),
              json.getString("region"),
              Instant.ofEpochMilli(json.getLong("created")));
      facts.settings.putAll(StringMapJson.map(json.getJsonObject("settings")));
      return facts;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public String name() {
    return name;
  }

  public String owner() {
    return owner;
  }

  public synchronized void give(String account) {
    owner = account;
    write();
  }

  public String region() {
    return region;
  }

  public Instant created() {
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
            .put("settings", StringMapJson.of(settings));
    try {
      Path fresh = file.resolveSibling("bucket.json.new");
      Files.writeString(fresh, json.encodePrettily());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
