package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import io.longshore.api.Arn;
import java.util.regex.Pattern;

/**
 * Every role stands for the one S3 that is configured. Beside an S3 of others an account may name
 * its own roles only: nobody acts under another's name.
 */
public final class Roles implements ObjectStores {

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE = Pattern.compile("role/[^/].*");

  private final ObjectStore configured;
  private final boolean anyAccount;

  /** Of a development set-up: the ARNs in its code may be of an account that is not here. */
  public Roles(ObjectStore configured) {
    this(configured, true);
  }

  /**
   * @param anyAccount whether an account may name the roles of others
   */
  public Roles(ObjectStore configured, boolean anyAccount) {
    this.configured = configured;
    this.anyAccount = anyAccount;
  }

  @Override
  public ObjectStore forRole(String account, String roleArn) {
    Arn role =
        Arn.parse(roleArn)
            .filter(arn -> arn.service().equals("iam") && arn.region().isEmpty())
            .filter(arn -> ACCOUNT.matcher(arn.account()).matches())
            .filter(arn -> ROLE.matcher(arn.resource()).matches())
            .orElseThrow(
                () ->
                    refused(
                        roleArn
                            + " is not the ARN of a role: use"
                            + " arn:aws:iam::<12 digits>:role/<name>"));
    if (!anyAccount && !role.account().equals(account)) {
      throw refused("%s is not a role of account %s".formatted(roleArn, account));
    }
    return configured;
  }

  private static ObjectStoreError refused(String why) {
    return new ObjectStoreError(PERMANENT, why, null);
  }
}
