package io.longshore.service.dataexchange.asset;

import io.longshore.config.AssetsConfig;
import io.longshore.job.Destination;
import io.longshore.objectstore.DefaultRole;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleAuthorizer;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the bytes of assets stand, and how S3 is reached for an account. */
public final class AssetBucket {

  private static final String ANY = "application/octet-stream";

  private final ObjectStores stores;
  private final AssetsConfig config;
  private final RoleAuthorizer gate;

  public AssetBucket(ObjectStores stores, AssetsConfig config) {
    this.stores = stores;
    this.config = config;
    this.gate = new RoleAuthorizer(stores, DataExchangeError.VALIDATION);
  }

  public String name() {
    return config.bucket();
  }

  public DataExchangeQuotas quotas() {
    return new DataExchangeQuotas(config.quotas());
  }

  public Duration urlLifetime() {
    return config.urlLifetime();
  }

  /**
   * Refuses what the account's {@code role/dataexchange} may not use.
   *
   * @param prefix a key, or what keys begin with
   */
  public void require(String account, String into, String prefix) {
    gate.require(account, DefaultRole.of(account), into, prefix);
  }

  /** Refuses a role that is not the account's own. */
  public void requireOwn(String account, String roleArn) {
    gate.requireOwn(account, roleArn);
  }

  /** The S3 of that account's buckets. Data Exchange's requests name no role. */
  public ObjectStore storeOf(String account) {
    return stores.forRole(account, DefaultRole.of(account));
  }

  /** Where the bytes of a new asset go. The job's id marks the key as this server's own. */
  public Destination place(String account, String job, String asset) {
    return place(account, name(), "assets/" + job + "/" + asset, Optional.empty());
  }

  /** Where an export puts an object; its content type is that of its source. */
  public Destination place(String account, String bucket, String key, Optional<String> kmsKeyArn) {
    return new Destination(DefaultRole.of(account), bucket, key, ANY, kmsKeyArn);
  }

  /** Where a caller uploads a file for that job. */
  public String upload(String job) {
    return "uploads/" + job;
  }

  public Future<URI> uploadUrl(String account, String job, String contentMd5) {
    return storeOf(account)
        .presignPut(name(), upload(job), config.urlLifetime(), Optional.of(contentMd5));
  }

  public Future<URI> downloadUrl(String account, String objectKey) {
    return storeOf(account).presignGet(name(), objectKey, config.urlLifetime());
  }
}
