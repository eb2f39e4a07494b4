package io.longshore.objectstore;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.objectstore.ObjectStoreError.Kind;

/**
 * Refuses, in a service's own words and before anything is stored, what the role of a request may
 * not do. The role is looked at again whenever its job uses it.
 *
 * @param refusal how the service says that a request is wrong
 */
public record RoleAuthorizer(ObjectStores stores, ErrorCode refusal) {

  /**
   * Lets a request pass whose role may use that place.
   *
   * @param prefix a key, or what keys begin with
   * @throws ApiError when it may not, or is no role of the account
   */
  public void require(String account, String roleArn, String bucket, String prefix) {
    pass(() -> stores.require(account, roleArn, bucket, prefix));
  }

  /**
   * Lets a request pass whose role is the account's own. For roles that nothing is done with here:
   * they need not be among those of the configuration.
   *
   * @throws ApiError when it is not
   */
  public void requireOwn(String account, String roleArn) {
    pass(() -> stores.requireOwn(account, roleArn));
  }

  private void pass(Runnable check) {
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
