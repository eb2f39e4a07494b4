package io.longshore.engine.transition;

import java.util.Optional;
import java.util.Set;

/**
 * A named change of a state.
 *
 * @param <S> the enum of the states
 */
public interface Transition<S extends Enum<S>> {

  /** The constant's name. */
  String name();

  /** The states that it leaves; empty when it creates the row. */
  Set<S> from();

  /** The state that it enters; empty when it deletes the row. */
  Optional<S> to();

  Set<Actor> actors();

  /**
   * Why the statement admits no other state although its WHERE clause does not name the states;
   * empty when the WHERE clause admits exactly {@link #from()}. A statement that leaves a row in
   * the state it has performs no transition.
   */
  Optional<String> guard();
}
