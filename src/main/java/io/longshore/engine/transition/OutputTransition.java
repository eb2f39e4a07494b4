package io.longshore.engine.transition;

import static io.longshore.engine.output.OutputState.COMPLETING;
import static io.longshore.engine.output.OutputState.INTENT;
import static io.longshore.engine.output.OutputState.NONE;
import static io.longshore.engine.output.OutputState.REVOKED;
import static io.longshore.engine.output.OutputState.REVOKING;
import static io.longshore.engine.output.OutputState.SEALED;
import static io.longshore.engine.output.OutputState.VISIBLE;

import io.longshore.engine.output.OutputState;
import java.util.Optional;
import java.util.Set;

/** The transitions of an output. All are performed by the worker that holds the task's lease. */
public enum OutputTransition implements Transition<OutputState> {
  /** An upload will be started; its token is recorded before S3 is called. */
  INTEND(Set.of(NONE, REVOKED), INTENT),
  /** S3 has started the upload; its id is recorded before the first part is sent. */
  OPEN(Set.of(INTENT), OutputState.OPEN),
  /** All parts are uploaded. */
  SEAL(Set.of(OutputState.OPEN), SEALED),
  /** S3 will be asked to complete the upload. */
  COMPLETE(Set.of(SEALED), COMPLETING),
  /** HEAD has shown the object. */
  PUBLISH(Set.of(COMPLETING), VISIBLE),
  /** The piece runs again, or the manifest is written again. */
  REVOKE(Set.of(INTENT, OutputState.OPEN, SEALED, COMPLETING, VISIBLE), REVOKING),
  /** A sealed upload is gone, so its piece runs again. */
  LOSE(Set.of(SEALED, COMPLETING), REVOKING, "the commit names outputs that it found in them"),
  /** The job is rolled back. A revoked output is included if an object may be visible. */
  ROLL_BACK(
      Set.of(INTENT, OutputState.OPEN, SEALED, COMPLETING, VISIBLE, REVOKED),
      REVOKING,
      "the rollback names outputs that it found in them, by their tokens"),
  /** The upload is aborted; after a rollback, the object is deleted, too. */
  CONFIRM_REVOKED(
      Set.of(REVOKING), REVOKED, "the same lease has moved the output to REVOKING before"),
  /** The piece ended without an object. */
  DISCARD(Set.of(REVOKED), NONE, "a piece that has a key is only finished when it is clean");

  private final Set<OutputState> from;
  private final OutputState to;
  private final String guard;

  OutputTransition(Set<OutputState> from, OutputState to) {
    this(from, to, null);
  }

  OutputTransition(Set<OutputState> from, OutputState to, String guard) {
    this.from = from;
    this.to = to;
    this.guard = guard;
  }

  @Override
  public Set<OutputState> from() {
    return from;
  }

  @Override
  public Optional<OutputState> to() {
    return Optional.of(to);
  }

  @Override
  public Set<Actor> actors() {
    return Set.of(Actor.WORKER);
  }

  @Override
  public Optional<String> guard() {
    return Optional.ofNullable(guard);
  }
}
