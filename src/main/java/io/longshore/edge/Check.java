package io.longshore.edge;

import java.util.List;

/**
 * One compiled demand of a schema on a value: a string, number, boolean, null, map or list. Returns
 * null when it fits, so that a fitting value costs no allocation.
 */
@FunctionalInterface
interface Check {

  Check ANYTHING = value -> null;

  Fault check(Object value);

  /** The first fault of these, in their order. */
  static Check all(List<Check> checks) {
    if (checks.size() == 1) {
      return checks.get(0);
    }
    Check[] each = checks.toArray(Check[]::new);
    return value -> {
      for (Check check : each) {
        Fault fault = check.check(value);
        if (fault != null) {
          return fault;
        }
      }
      return null;
    };
  }
}
