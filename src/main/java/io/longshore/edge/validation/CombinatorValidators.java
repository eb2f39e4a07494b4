package io.longshore.edge.validation;

import java.util.List;

/** Validators of {@code anyOf} and {@code oneOf}. */
final class CombinatorValidators {

  private CombinatorValidators() {}

  /** Valid when at least one branch is; reports the violation that is deepest in the value. */
  static Validator anyOf(List<Validator> branches) {
    return value -> {
      Violation deepest = null;
      for (Validator branch : branches) {
        Violation violation = branch.validate(value);
        if (violation == null) {
          return null;
        }
        boolean deeper = deepest == null || violation.path().length() > deepest.path().length();
        deepest = deeper ? violation : deepest;
      }
      return deepest;
    };
  }

  /** Valid when exactly one branch is. */
  static Validator oneOf(List<Validator> branches) {
    Validator anyOf = anyOf(branches);
    return value -> {
      int valid = 0;
      for (Validator branch : branches) {
        valid += branch.validate(value) == null ? 1 : 0;
      }
      if (valid == 1) {
        return null;
      }
      return valid == 0
          ? anyOf.validate(value)
          : Violation.here("must match only one of its choices");
    };
  }
}
