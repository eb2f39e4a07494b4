package io.longshore.identity.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A condition of a policy statement on one condition key.
 *
 * @param operator how values are compared
 * @param key the condition key, in lower case
 * @param values at least one must match; with a negated operator, none may
 */
record PolicyCondition(Operator operator, String key, List<String> values) {

  /** The supported keys beside resource tags. */
  static final Set<String> KEYS =
      Set.of(
          AuthorizationRequest.SOURCE_IP,
          AuthorizationRequest.SECURE_TRANSPORT,
          AuthorizationRequest.REQUESTED_REGION);

  enum Operator {
    STRING_EQUALS("StringEquals", false),
    STRING_NOT_EQUALS("StringNotEquals", true),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    BOOL("Bool", false),
    IP_ADDRESS("IpAddress", false),
    NOT_IP_ADDRESS("NotIpAddress", true);

    private final String name;
    private final boolean negates;

    Operator(String name, boolean negates) {
      this.name = name;
      this.negates = negates;
    }

    static Operator of(String name) {
      for (Operator operator : values()) {
        if (operator.name.equals(name)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("the condition operator " + name + " is not supported");
    }
  }

  PolicyCondition {
    if (!KEYS.contains(key) && !isTag(key)) {
      throw new IllegalArgumentException(
          "the condition key %s is not supported; supported are %s and %s<key>"
              .formatted(key, sortedKeys(), AuthorizationRequest.RESOURCE_TAG));
    }
    boolean addresses = operator == Operator.IP_ADDRESS || operator == Operator.NOT_IP_ADDRESS;
    if (addresses) {
      values.forEach(CidrBlock::parse);
    }
    values = List.copyOf(values);
  }

  private static boolean isTag(String key) {
    return key.startsWith(AuthorizationRequest.RESOURCE_TAG)
        && key.length() > AuthorizationRequest.RESOURCE_TAG.length();
  }

  /** Whether the key is a resource tag. */
  boolean dependsOnTags() {
    return isTag(key);
  }

  private static List<String> sortedKeys() {
    return KEYS.stream().sorted().toList();
  }

  /** Whether the condition holds. An absent key matches nothing, so a negating operator holds. */
  boolean holds(Map<String, String> context) {
    String actual = context.get(key);
    boolean matches = actual != null && values.stream().anyMatch(value -> matches(value, actual));
    return matches != operator.negates;
  }

  private boolean matches(String value, String actual) {
    return switch (operator) {
      case STRING_EQUALS, STRING_NOT_EQUALS -> value.equals(actual);
      case STRING_LIKE, STRING_NOT_LIKE -> new GlobPattern(value).matches(actual);
      case BOOL -> value.toLowerCase(Locale.ROOT).equals(actual);
      case IP_ADDRESS, NOT_IP_ADDRESS -> CidrBlock.parse(value).contains(actual);
    };
  }
}
