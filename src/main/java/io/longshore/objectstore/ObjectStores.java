package io.longshore.objectstore;

import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import java.util.Optional;
import java.util.UUID;

/** Finds the object store for the role that a request names. */
public interface ObjectStores {

  /** For a process without S3. */
  ObjectStores NONE =
      (account, role) -> {
        throw new IllegalStateException("This process has no S3");
      };

  /**
   * The store that the account uses under the role.
   *
   * @throws ObjectStoreError PERMANENT if the role is not one of the account
   */
  ObjectStore forRole(String account, String roleArn);

  /**
   * The store that a job uses under the role: the same as {@link #forRole}, unless a test makes
   * requests of the job fail.
   *
   * @throws ObjectStoreError PERMANENT if the role is not one of the account
   */
  default ObjectStore forJob(UUID job, String account, String roleArn) {
    return forRole(account, roleArn);
  }

  /**
   * Checks that the role may use keys with the prefix. Passes if this has no roles.
   *
   * @throws ObjectStoreError PERMANENT if it may not, or is not one of the account
   */
  default void require(String account, String roleArn, String bucket, String prefix) {}

  /**
   * Checks that the role belongs to the account, whatever it may use. Passes if this has no roles.
   *
   * @throws ObjectStoreError PERMANENT if it does not
   */
  default void requireOwn(String account, String roleArn) {}

  /**
   * What exports of the service under the role hide; empty if they hide nothing.
   *
   * @throws ObjectStoreError PERMANENT if the role hides something in exports of other services
   *     only, or is not one of the account
   */
  default Optional<MaskRules> mask(String account, String roleArn, MaskService service) {
    return Optional.empty();
  }

  /**
   * Checks that exports under the role leave objects as they are: they hide nothing and have no
   * format of their own.
   *
   * @throws ObjectStoreError PERMANENT if they do not, or if the role is not one of the account
   */
  default void requireUnmasked(String account, String roleArn) {}

  /**
   * How exports under the role are compressed: {@code gzip}, {@code zstd}, {@code none}, or empty
   * for the service's own compression.
   *
   * @throws ObjectStoreError PERMANENT if the role is not one of the account
   */
  default Optional<String> compression(String account, String roleArn) {
    return Optional.empty();
  }

  /**
   * Whether exports under the role have only what has changed since the last one.
   *
   * @throws ObjectStoreError PERMANENT if the role is not one of the account
   */
  default boolean isIncremental(String account, String roleArn) {
    return false;
  }

  /** Whether exports under any role are incremental, so that deletions have to be recorded. */
  default boolean recordsDeletions() {
    return false;
  }

  /**
   * The format of exports under the role: {@code parquet}, or empty for the service's own rows.
   *
   * @throws ObjectStoreError PERMANENT if the role is not one of the account
   */
  default Optional<String> format(String account, String roleArn) {
    return Optional.empty();
  }

  /** The store of the server's own objects. */
  default ObjectStore own() {
    return forRole("000000000000", "arn:aws:iam::000000000000:role/longshore");
  }
}
