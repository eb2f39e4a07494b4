package io.longshore.objectstore;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.objectstore.ObjectStoreError.Kind;

/**
 * Checks the role of a request before the request is stored, and reports errors with the service's
 * error code. The role is checked again whenever the job uses it.
 *
 * @param refusal the service's error code for invalid requests
 */
public record RolePrecheck(ObjectStores stores, ErrorCode refusal) {

  /**
   * Checks that the role may use keys with the prefix.
   *
   * @throws ApiError if it may not, or is not one of the account
   */
  public void require(String account, String roleArn, String bucket, String prefix) {
    translate(() -> stores.require(account, roleArn, bucket, prefix));
  }

  /**
   * Checks that the role belongs to the account. For roles that are not used here: the
   * configuration need not list them.
   *
   * @throws ApiError if it does not
   */
  public void requireOwn(String account, String roleArn) {
    translate(() -> stores.requireOwn(account, roleArn));
  }

  private void translate(Runnable check) {
    try {
      check.run();
    } catch (ObjectStoreError refused) {
      if (refused.kind() != Kind.PERMANENT) {
        throw refused;
      }
      throw new ApiError(refusal, refused.getMessage());
    }
  }
}
