package io.longshore.edge.validation;

import java.util.List;

/**
 * A compiled constraint of a schema on a value: a string, number, boolean, null, map or list.
 * Returns null for a valid value, so that it costs no allocation.
 */
@FunctionalInterface
interface Validator {

  Validator ANYTHING = value -> null;

  Violation validate(Object value);

  /** Reports the first violation of several validators. */
  static Validator all(List<Validator> validators) {
    if (validators.size() == 1) {
      return validators.get(0);
    }
    Validator[] each = validators.toArray(Validator[]::new);
    return value -> {
      for (Validator validator : each) {
        Violation violation = validator.validate(value);
        if (violation != null) {
          return violation;
        }
      }
      return null;
    };
  }
}
