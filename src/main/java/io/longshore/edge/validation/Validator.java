package io.longshore.edge.validation;

import java.util.List;

/**
 * One compiled demand of a schema on a value: a string, number, boolean, null, map or list. Returns
 * null when it fits, so that a fitting value costs no allocation.
 */
@FunctionalInterface
interface Validator {

  Validator ANYTHING = value -> null;

  Violation check(Object value);

  /** The first fault of these, in their order. */
  static Validator all(List<Validator> checks) {
    if (checks.size() == 1) {
      return checks.get(0);
    }
    Validator[] each = checks.toArray(Validator[]::new);
    return value -> {
      for (Validator check : each) {
        Violation fault = check.check(value);
        if (fault != null) {
          return fault;
        }
      }
      return null;
    };
  }
}
