package io.longshore.identity.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One key of a statement's Condition.
 *
 * @param operator how values are compared
 * @param key the condition key, in lower case
 * @param values any of which must fit; none may, when the operator negates
 */
record PolicyCondition(Operator operator, String key, List<String> values) {

  /** The keys whose values are known before an operation runs. */
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
      throw new IllegalArgumentException("the condition operator " + name + " is not known here");
    }
  }

  PolicyCondition {
    if (!KEYS.contains(key) && !isTag(key)) {
      throw new IllegalArgumentException(
          "the condition key %s is not known here; known are %s and %s<key>"
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

  /** Whether the tags of a resource decide. */
  boolean asksTags() {
    return isTag(key);
  }

  private static List<String> sortedKeys() {
    return KEYS.stream().sorted().toList();
  }

  /** A key without a value fits nothing, and what negates. */
  boolean holds(Map<String, String> context) {
    String given = context.get(key);
    boolean fits = given != null && values.stream().anyMatch(value -> fits(value, given));
    return fits != operator.negates;
  }

  private boolean fits(String value, String given) {
    return switch (operator) {
      case STRING_EQUALS, STRING_NOT_EQUALS -> value.equals(given);
      case STRING_LIKE, STRING_NOT_LIKE -> new GlobPattern(value).matches(given);
      case BOOL -> value.toLowerCase(Locale.ROOT).equals(given);
      case IP_ADDRESS, NOT_IP_ADDRESS -> CidrBlock.parse(value).contains(given);
    };
  }
}
