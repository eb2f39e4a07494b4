package io.longshore.objectstore;

/** Finds the S3 that a role of a request stands for. */
public interface ObjectStores {

  /**
   * The store that the role maps to, for this account.
   *
   * @throws ObjectStoreError PERMANENT when the role is unknown to the account
   */
  ObjectStore forRole(String account, String roleArn);
}
