package io.longshore.fuzz;

import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs each fuzz target with a fixed set of mutated inputs, as a short form of the profile fuzz.
 */
class FuzzTest {

  private static final int INPUTS = 2_000;

  @ParameterizedTest
  @EnumSource(Target.class)
  void no_input_meets_an_error_that_is_not_foreseen(Target target) {
    target.seeds().forEach(target::take);
    Mutations mutations = new Mutations(target.seeds(), 20_261_122);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutations.next();
      try {
        target.take(input);
      } catch (Throwable unforeseen) { // including errors of the JVM
        throw new AssertionError(
            target + " fails on " + Base64.getEncoder().encodeToString(input), unforeseen);
      }
    }
  }
}
