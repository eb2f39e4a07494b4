package io.longshore.objectstore;

/** Finds the S3 that a role of a request stands for. */
public interface ObjectStores {

  /** For a process that reaches no S3. */
  ObjectStores NONE =
      (account, role) -> {
        throw new IllegalStateException("No S3 is reached from here");
      };

  /**
   * The store that the role maps to, for this account.
   *
   * @throws ObjectStoreError PERMANENT when the role is unknown to the account
   */
  ObjectStore forRole(String account, String roleArn);

  /**
   * Whether the role may use keys that begin so; stores that know no roles let all pass.
   *
   * @throws ObjectStoreError PERMANENT when it may not, or is unknown to the account
   */
  default void require(String account, String roleArn, String bucket, String prefix) {}

  /**
   * Whether the role is the account's own, whatever it is for; stores that know no roles let all
   * pass.
   *
   * @throws ObjectStoreError PERMANENT when it is not
   */
  default void requireOwn(String account, String roleArn) {}

  /** The store that this server keeps its own things in. */
  default ObjectStore own() {
    return forRole("000000000000", "arn:aws:iam::000000000000:role/longshore");
  }
}
