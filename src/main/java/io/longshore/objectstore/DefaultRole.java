package io.longshore.objectstore;

import io.longshore.api.Arn;

/**
 * The role of jobs whose requests name none: they work in the house's own bucket, and beyond it
 * where the role of that name may.
 */
public final class DefaultRole {

  private static final String NAME = "role/dataexchange";

  private DefaultRole() {}

  /** The ARN of that account's. */
  public static String of(String account) {
    return new Arn("iam", "", account, NAME).toString();
  }

  static boolean is(Arn role) {
    return role.resource().equals(NAME);
  }
}
