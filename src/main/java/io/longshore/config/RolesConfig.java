package io.longshore.config;

import io.longshore.config.load.Secret;
import io.longshore.config.mask.ExportConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The roles that requests may name.
 *
 * @param roles a role's ARN to its configuration; the account may be {@code *}, and the name may
 *     end with it. The section consists of this one key. If empty: with an embedded S3 every role
 *     may use all of it, with an external one no role may use anything
 */
public record RolesConfig(@Secret Map<String, RoleConfig> roles) {

  private static final Pattern NAME =
      Pattern.compile("arn:aws:iam::([0-9]{12}|\\*):role/([\\w+=,.@/-]{1,512}\\*?|\\*)");

  /** The role of AWS Data Exchange, whose requests name none. */
  private static final String DATA_EXCHANGE = ":role/dataexchange";

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
    roles.forEach(RolesConfig::requireRows);
  }

  private static void requireRows(String name, RoleConfig role) {
    if (name.endsWith(DATA_EXCHANGE) && role.export().flatMap(ExportConfig::format).isPresent()) {
      throw new IllegalArgumentException(
          "roles: format of export is for exports of rows, and AWS Data Exchange copies objects as they"
              + " are: leave it out of "
              + name);
    }
  }

  public static RolesConfig defaults() {
    return new RolesConfig(Map.of());
  }
}
