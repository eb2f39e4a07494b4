package io.longshore.server;

import io.longshore.api.ErrorMessages;
import io.longshore.async.Blocking;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.S3Config;
import io.longshore.config.load.ConfigError;
import io.longshore.embedded.DataDirectoryLock;
import io.longshore.embedded.postgres.ClusterTemplate;
import io.longshore.embedded.postgres.EmbeddedPostgres;
import io.longshore.embedded.postgres.SpareClusterTask;
import io.longshore.embedded.s3.EmbeddedS3;
import io.longshore.identity.key.CompositeKeySource;
import io.longshore.identity.key.DatabaseKeySource;
import io.longshore.identity.key.FileKeySource;
import io.longshore.identity.key.KeySource;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The backing services, running and migrated: external or embedded PostgreSQL and S3, and the
 * sources of access keys.
 *
 * @param embeddedS3 the embedded S3, if it is used
 * @param spare does nothing unless a template of clusters is used
 */
public record BackingServices(
    CompositeKeySource keys,
    DatabaseConfig database,
    S3Config s3,
    Optional<EmbeddedS3> embeddedS3,
    SpareClusterTask spare) {

  static BackingServices start(
      LongshoreConfig config, CloseStack closeStack, StartupDeadline deadline) {
    CompositeKeySource keys = keys(config);
    Optional<DataDirectoryLock> folder = Optional.empty();
    if (config.database().isEmbedded() || config.s3().isEmbedded()) {
      folder =
          Optional.of(closeStack.add("Data folder", DataDirectoryLock.take(config.data().dir())));
    }
    // In parallel to PostgreSQL's start, which mostly waits for another process.
    Optional<DataDirectoryLock> taken = folder;
    CompletableFuture<Optional<EmbeddedS3>> starting =
        CompletableFuture.supplyAsync(() -> s3(config, taken, keys, closeStack));
    Optional<ClusterTemplate> template = template(config);
    SpareClusterTask spare =
        closeStack.add(
            "Spare cluster", new SpareClusterTask(template.flatMap(ClusterTemplate::spare)));
    Optional<EmbeddedPostgres> embedded = embedded(config, folder, template, closeStack, deadline);
    DatabaseConfig database = database(config, embedded);
    if (!embedded.map(EmbeddedPostgres::isCopy).orElse(false)) {
      migrate(database, deadline);
    }
    Optional<EmbeddedS3> s3 = Blocking.join(starting);
    return new BackingServices(keys, database, s3(config.s3(), s3), s3, spare);
  }

  /** Updates the schema and stops what it started; returns how many migrations ran. */
  public static int migrateOnly(LongshoreConfig config) {
    try (CloseStack closeStack = new CloseStack()) {
      Optional<DataDirectoryLock> folder = Optional.empty();
      if (config.database().isEmbedded()) {
        folder =
            Optional.of(closeStack.add("Data folder", DataDirectoryLock.take(config.data().dir())));
      }
      StartupDeadline deadline = StartupDeadline.in(config.start().timeout(), closeStack::isClosed);
      Optional<EmbeddedPostgres> embedded =
          embedded(config, folder, template(config), closeStack, deadline);
      return migrate(database(config, embedded), deadline);
    }
  }

  /** The sources that need no database; {@link #readKeysOf} adds the one that does. */
  private static CompositeKeySource keys(LongshoreConfig config) {
    CompositeKeySource sources = new CompositeKeySource();
    try {
      config.auth().keysFile().map(FileKeySource::load).ifPresent(sources::add);
      if (config.auth().usesTestKeys()) {
        sources.add(KeySource.embedded());
      }
      return sources;
    } catch (IllegalArgumentException refused) {
      throw new ConfigError(refused.getMessage(), refused);
    }
  }

  /** Adds the keys in the database, if there is a master key to decrypt them. */
  void readKeysOf(Postgres postgres, AuthConfig config) {
    if (config.masterKey().isPresent()) {
      keys.add(new DatabaseKeySource(postgres, config, new SecureRandom(), System::nanoTime));
    }
  }

  private static Optional<EmbeddedPostgres> embedded(
      LongshoreConfig config,
      Optional<DataDirectoryLock> folder,
      Optional<ClusterTemplate> template,
      CloseStack closeStack,
      StartupDeadline deadline) {
    return config.database().isEmbedded()
        ? Optional.of(
            closeStack.add(
                "PostgreSQL",
                EmbeddedPostgres.start(folder.orElseThrow(), deadline.left(), template)))
        : Optional.empty();
  }

  private static DatabaseConfig database(
      LongshoreConfig config, Optional<EmbeddedPostgres> embedded) {
    return embedded
        .map(server -> config.database().at(server.url(), server.user(), server.password()))
        .orElse(config.database());
  }

  private static Optional<ClusterTemplate> template(LongshoreConfig config) {
    return config.data().durable() || !config.database().isEmbedded()
        ? Optional.empty()
        : Optional.of(ClusterTemplate.of(Migrations.fingerprint()));
  }

  /** Makes the template of clusters that are not durable, unless there is one. Takes seconds. */
  public static void createTemplate() {
    ClusterTemplate.of(Migrations.fingerprint())
        .create(
            data ->
                migrateOnly(
                    LongshoreConfig.load(
                        Optional.empty(), Map.of(), Map.of("data.dir", data.toString()))));
  }

  private static int migrate(DatabaseConfig database, StartupDeadline deadline) {
    try {
      return deadline.migrate(() -> Migrations.run(database, deadline.left()));
    } catch (RuntimeException failure) {
      throw new IllegalStateException(
          "The database at %s cannot be migrated: %s"
              .formatted(database.url(), ErrorMessages.rootLine(failure)),
          failure);
    }
  }

  private static Optional<EmbeddedS3> s3(
      LongshoreConfig config,
      Optional<DataDirectoryLock> folder,
      KeySource keys,
      CloseStack closeStack) {
    if (!config.s3().isEmbedded()) {
      return Optional.empty();
    }
    Path objects = folder.orElseThrow().path().resolve("s3");
    EmbeddedS3 started = closeStack.add("S3", EmbeddedS3.start(objects, keys, hosts(config)));
    started.createBucket(config.assets().bucket());
    return Optional.of(started);
  }

  /** The host names of the embedded S3, among them that of presigned URLs. */
  private static Set<String> hosts(LongshoreConfig config) {
    Set<String> hosts = new LinkedHashSet<>(config.s3().hosts());
    config.assets().publicUrl().ifPresent(url -> hosts.add(url.getHost().toLowerCase(Locale.ROOT)));
    return hosts;
  }

  private static S3Config s3(S3Config config, Optional<EmbeddedS3> embedded) {
    return embedded
        .map(server -> config.at(server.endpoint(), server.accessKey(), server.secretKey()))
        .orElse(config);
  }
}
