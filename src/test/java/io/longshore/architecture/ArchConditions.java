package io.longshore.architecture;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Conditions that ArchUnit does not bring. */
final class ArchConditions {

  private ArchConditions() {}

  static ArchCondition<JavaMethod> notTake(Class<?> type) {
    return new ArchCondition<>("not take a " + type.getSimpleName()) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean takes =
            method.getRawParameterTypes().stream().anyMatch(raw -> raw.isEquivalentTo(type));
        if (takes) {
          events.add(SimpleConditionEvent.violated(method, method.getDescription() + " takes one"));
        }
      }
    };
  }
}
