package io.longshore.config;

import io.longshore.config.load.Secret;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the roles of requests stand for.
 *
 * @param roles a role's ARN to what it may; the account may be {@code *}, and the name may end with
 *     it. The whole section is this one key. Empty: every role stands for {@code s3}, beside an
 *     embedded S3, and none does beside another
 */
public record RolesConfig(@Secret Map<String, RoleConfig> roles) {

  private static final Pattern NAME =
      Pattern.compile("arn:aws:iam::([0-9]{12}|\\*):role/([\\w+=,.@/-]{1,512}\\*?|\\*)");

  public RolesConfig {
    roles = new TreeMap<>(roles);
    for (String name : roles.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "roles must name each as arn:aws:iam::<12 digits or *>:role/<name, may end with *>,"
                + " was "
                + name);
      }
    }
  }

  public static RolesConfig defaults() {
    return new RolesConfig(Map.of());
  }
}
