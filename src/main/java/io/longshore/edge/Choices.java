package io.longshore.edge;

import java.util.List;

/** Demands that a value meets in one of several ways. */
final class Choices {

  private Choices() {}

  /** Fits when one does; the fault is that of the branch that came furthest into the value. */
  static Check any(List<Check> branches) {
    return value -> {
      Fault deepest = null;
      for (Check branch : branches) {
        Fault fault = branch.check(value);
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
  static Check one(List<Check> branches) {
    Check any = any(branches);
    return value -> {
      int fitting = 0;
      for (Check branch : branches) {
        fitting += branch.check(value) == null ? 1 : 0;
      }
      if (fitting == 1) {
        return null;
      }
      return fitting == 0 ? any.check(value) : Fault.here("must be only one of its choices");
    };
  }
}
