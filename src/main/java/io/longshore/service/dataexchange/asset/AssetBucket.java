package io.longshore.service.dataexchange.asset;

import io.longshore.async.SafeCall;
import io.longshore.config.AssetsConfig;
import io.longshore.job.Destination;
import io.longshore.objectstore.DefaultRole;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The bucket with the objects of assets, and the S3 that an account's requests use. */
public final class AssetBucket {

  private static final String ANY = "application/octet-stream";

  private final ObjectStores stores;
  private final AssetsConfig config;
  private final RolePrecheck roleCheck;

  public AssetBucket(ObjectStores stores, AssetsConfig config) {
    this.stores = stores;
    this.config = config;
    this.roleCheck = new RolePrecheck(stores, DataExchangeError.VALIDATION);
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
   * Refuses a place that the account's {@code role/dataexchange} may not use.
   *
   * @param prefix a key or a prefix of keys
   */
  public void require(String account, String into, String prefix) {
    roleCheck.require(account, DefaultRole.of(account), into, prefix);
  }

  /**
   * Refuses to copy objects out of assets while the account's {@code role/dataexchange} masks what
   * it exports, because assets leave as they are.
   */
  public void requireUnmasked(String account) {
    roleCheck.requireUnmasked(account, DefaultRole.of(account));
  }

  /** Like {@link #requireUnmasked}, for a job that runs: fails with an {@code ObjectStoreError}. */
  public Future<Void> unmasked(String account) {
    return SafeCall.call(
        () -> {
          stores.requireUnmasked(account, DefaultRole.of(account));
          return Future.succeededFuture();
        });
  }

  /** Refuses a role of another account. */
  public void requireOwn(String account, String roleArn) {
    roleCheck.requireOwn(account, roleArn);
  }

  /** The S3 of the account's buckets. Requests of Data Exchange name no role. */
  public ObjectStore storeOf(String account) {
    return stores.forRole(account, DefaultRole.of(account));
  }

  /** The destination of a new asset. The job's id in the key marks the object as this server's. */
  public Destination place(String account, String job, String asset) {
    return place(account, name(), "assets/" + job + "/" + asset, Optional.empty());
  }

  /** The destination of an exported object, whose content type is that of its source. */
  public Destination place(String account, String bucket, String key, Optional<String> kmsKeyArn) {
    return new Destination(DefaultRole.of(account), bucket, key, ANY, kmsKeyArn);
  }

  /** The key to which a caller uploads the file of a job. */
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
