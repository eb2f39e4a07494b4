package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import io.longshore.api.Arn;
import java.util.regex.Pattern;

/** Every role stands for the one S3 that is configured. */
public final class Roles implements ObjectStores {

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE = Pattern.compile("role/[^/].*");

  private final ObjectStore configured;

  public Roles(ObjectStore configured) {
    this.configured = configured;
  }

  @Override
  public ObjectStore forRole(String account, String roleArn) {
    return Arn.parse(roleArn)
        .filter(arn -> arn.service().equals("iam") && arn.region().isEmpty())
        .filter(arn -> ACCOUNT.matcher(arn.account()).matches())
        .filter(arn -> ROLE.matcher(arn.resource()).matches())
        .map(arn -> configured)
        .orElseThrow(
            () ->
                new ObjectStoreError(
                    PERMANENT,
                    "%s is not the ARN of a role: use arn:aws:iam::<12 digits>:role/<name>"
                        .formatted(roleArn),
                    null));
  }
}
