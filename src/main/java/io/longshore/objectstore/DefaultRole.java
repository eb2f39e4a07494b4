package io.longshore.objectstore;

import io.longshore.api.Arn;

/**
 * The role of jobs whose requests name no role. It may use the server's own bucket, and further
 * places if the configuration lists a role of this name.
 */
public final class DefaultRole {

  private static final String NAME = "role/dataexchange";

  private DefaultRole() {}

  /** The ARN of the account's default role. */
  public static String of(String account) {
    return new Arn("iam", "", account, NAME).toString();
  }

  static boolean is(Arn role) {
    return role.resource().equals(NAME);
  }
}
