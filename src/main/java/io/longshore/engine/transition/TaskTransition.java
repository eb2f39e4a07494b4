package io.longshore.engine.transition;

import static io.longshore.engine.transition.Actor.CALLER;
import static io.longshore.engine.transition.Actor.REAPER;
import static io.longshore.engine.transition.Actor.WORKER;
import static io.longshore.engine.transition.TaskState.BLOCKED;
import static io.longshore.engine.transition.TaskState.CANCELLED;
import static io.longshore.engine.transition.TaskState.DONE;
import static io.longshore.engine.transition.TaskState.FAILED;
import static io.longshore.engine.transition.TaskState.QUEUED;
import static io.longshore.engine.transition.TaskState.RUNNING;

import java.util.Optional;
import java.util.Set;

/** The transitions of a task. */
public enum TaskTransition implements Transition<TaskState> {
  /** A PLAN or a PIECE is inserted, with the job or as the result of its PLAN. */
  CREATE(Set.of(), QUEUED, Set.of(CALLER, WORKER)),
  /** The COMMIT is inserted with the job. */
  CREATE_COMMIT(Set.of(), BLOCKED, Set.of(CALLER)),
  /** A row for an object of a piece that makes many is inserted. */
  CREATE_OBJECT(Set.of(), DONE, Set.of(WORKER)),
  CLAIM(
      Set.of(QUEUED), RUNNING, Set.of(WORKER), "the statement locks rows that it found as QUEUED"),
  /** The worker that ended the last piece claims the COMMIT in the same statement. */
  CLAIM_COMMIT(
      Set.of(BLOCKED),
      RUNNING,
      Set.of(WORKER),
      "the job enters COMMITTING in the same statement; until then its COMMIT is BLOCKED"),
  /** The plan has no pieces, so the COMMIT is due. */
  QUEUE_COMMIT(
      Set.of(BLOCKED),
      QUEUED,
      Set.of(WORKER),
      "the job enters COMMITTING in the same statement; until then its COMMIT is BLOCKED"),
  /** The result of the task is recorded. */
  FINISH(Set.of(RUNNING), DONE, Set.of(WORKER)),
  /** The COMMIT waits for pieces that run again. */
  BLOCK(Set.of(RUNNING), BLOCKED, Set.of(WORKER)),
  /** A PIECE whose sealed upload is gone runs again. */
  REDO(
      Set.of(DONE),
      QUEUED,
      Set.of(WORKER),
      "the lease of the COMMIT: when it is claimed, all pieces of the job are DONE"),
  /** The attempt ended without a result; another one follows. */
  REQUEUE(Set.of(RUNNING), QUEUED, Set.of(WORKER, REAPER)),
  /** The attempt failed permanently, or was the last one. */
  FAIL(Set.of(RUNNING), FAILED, Set.of(WORKER, REAPER)),
  /** The attempt ended without a result, which the ending job does not need. */
  STOP(Set.of(RUNNING), CANCELLED, Set.of(WORKER, REAPER)),
  /** The job fails or is cancelled before the task was claimed. */
  DROP(Set.of(QUEUED), CANCELLED, Set.of(CALLER, WORKER, REAPER)),
  /** No task of the ending job runs any more, so its COMMIT is due as the rollback. */
  QUEUE_ROLLBACK(Set.of(BLOCKED), QUEUED, Set.of(CALLER, WORKER, REAPER)),
  /** The rollback has ended. */
  END_ROLLBACK(Set.of(RUNNING), CANCELLED, Set.of(WORKER));

  private final Set<TaskState> from;
  private final TaskState to;
  private final Set<Actor> actors;
  private final String guard;

  TaskTransition(Set<TaskState> from, TaskState to, Set<Actor> actors) {
    this(from, to, actors, null);
  }

  TaskTransition(Set<TaskState> from, TaskState to, Set<Actor> actors, String guard) {
    this.from = from;
    this.to = to;
    this.actors = actors;
    this.guard = guard;
  }

  @Override
  public Set<TaskState> from() {
    return from;
  }

  @Override
  public Optional<TaskState> to() {
    return Optional.of(to);
  }

  @Override
  public Set<Actor> actors() {
    return actors;
  }

  @Override
  public Optional<String> guard() {
    return Optional.ofNullable(guard);
  }
}
