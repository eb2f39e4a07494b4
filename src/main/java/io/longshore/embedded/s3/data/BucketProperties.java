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

/** The owner, region, creation time and settings of a bucket, stored in {@code bucket.json}. */
public final class BucketProperties {

  /** The owner of buckets that belong to the server. */
  public static final String SERVER_OWNER = "nobody";

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
      BucketProperties properties =
          new BucketProperties(
              folder,
              json.getString("name"),
              json.getString("owner"),
              json.getString("region"),
              Instant.ofEpochMilli(json.getLong("created")));
      properties.settings.putAll(StringMapJson.map(json.getJsonObject("settings")));
      return properties;
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

  public synchronized void setOwner(String account) {
    owner = account;
    save();
  }

  public String region() {
    return region;
  }

  public Instant created() {
    return created;
  }

  Optional<String> setting(String parameter) {
    return Optional.ofNullable(settings.get(parameter));
  }

  synchronized void putSetting(String parameter, String value) {
    settings.put(parameter, value);
    save();
  }

  synchronized void removeSetting(String parameter) {
    settings.remove(parameter);
    save();
  }

  synchronized void save() {
    JsonObject json =
        new JsonObject()
            .put("name", name)
            .put("owner", owner)
            .put("region", region)
            .put("created", created.toEpochMilli())
            .put("settings", StringMapJson.of(settings));
    try {
      Path newFile = file.resolveSibling("bucket.json.new");
      Files.writeString(newFile, json.encodePrettily());
      Files.move(
          newFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
