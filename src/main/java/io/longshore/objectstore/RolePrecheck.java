package io.longshore.objectstore;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.objectstore.ObjectStoreError.Kind;
import java.util.Optional;
import java.util.function.Supplier;

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

  /**
   * What an export of the service under the role hides; empty if it hides nothing.
   *
   * @throws ApiError if the role hides something in exports of other services only
   */
  public Optional<MaskRules> mask(String account, String roleArn, MaskService service) {
    return translated(() -> stores.mask(account, roleArn, service));
  }

  /** How exports under the role are compressed; see {@link ObjectStores#compression}. */
  public Optional<String> compression(String account, String roleArn) {
    return translated(() -> stores.compression(account, roleArn));
  }

  /** Whether exports under the role are incremental; see {@link ObjectStores#isIncremental}. */
  public boolean isIncremental(String account, String roleArn) {
    return translated(() -> stores.isIncremental(account, roleArn));
  }

  /** The format of exports under the role; see {@link ObjectStores#format}. */
  public Optional<String> format(String account, String roleArn) {
    return translated(() -> stores.format(account, roleArn));
  }

  /**
   * Checks that exports under the role leave objects as they are.
   *
   * @throws ApiError if they do not
   */
  public void requireUnmasked(String account, String roleArn) {
    translate(() -> stores.requireUnmasked(account, roleArn));
  }

  private void translate(Runnable check) {
    translated(
        () -> {
          check.run();
          return null;
        });
  }

  private <T> T translated(Supplier<T> check) {
    try {
      return check.get();
    } catch (ObjectStoreError refused) {
      if (refused.kind() != Kind.PERMANENT) {
        throw refused;
      }
      throw new ApiError(refusal, refused.getMessage());
    }
  }
}
