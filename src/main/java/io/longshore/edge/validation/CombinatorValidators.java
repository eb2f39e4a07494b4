package io.longshore.edge.validation;

import java.util.List;

/** Demands that a value meets in one of several ways. */
final class CombinatorValidators {

  private CombinatorValidators() {}

  /** Fits when one does; the fault is that of the branch that came furthest into the value. */
  static Validator any(List<Validator> branches) {
    return value -> {
      Violation deepest = null;
      for (Validator branch : branches) {
        Violation fault = branch.check(value);
        if (fault == null) {
          return null;
        }
        boolean deeper = deepest == null || fault.path().length() > deepest.path().length();
        deepest = deeper ? fault : deepest;
      }
      return deepest;
    };
  }

  /** Fits when exactly one does. */
  static Validator one(List<Validator> branches) {
    Validator any = any(branches);
    return value -> {
      int fitting = 0;
      for (Validator branch : branches) {
        fitting += branch.check(value) == null ? 1 : 0;
      }
      if (fitting == 1) {
        return null;
      }
      return fitting == 0 ? any.check(value) : Violation.here("must be only one of its choices");
    };
  }
}
