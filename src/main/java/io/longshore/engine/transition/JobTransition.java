package io.longshore.engine.transition;

import static io.longshore.engine.transition.Actor.CALLER;
import static io.longshore.engine.transition.Actor.CLEANER;
import static io.longshore.engine.transition.Actor.REAPER;
import static io.longshore.engine.transition.Actor.WORKER;
import static io.longshore.job.Phase.CANCELLING;
import static io.longshore.job.Phase.CLAIMED;
import static io.longshore.job.Phase.COMMITTING;
import static io.longshore.job.Phase.CREATED;
import static io.longshore.job.Phase.FAILING;
import static io.longshore.job.Phase.STARTING;
import static io.longshore.job.Phase.SUCCEEDED;
import static io.longshore.job.Phase.WAITING;
import static io.longshore.job.Phase.WORKING;

import io.longshore.job.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The transitions of a job, from phase to phase. A phase implies the job's state. */
public enum JobTransition implements Transition<Phase> {
  /** The job is inserted with its tasks. */
  CREATE(none(), CREATED, Set.of(CALLER)),
  /** The first task is claimed and will write an object. Records CLAIMED on the way. */
  START(EnumSet.of(CREATED, CLAIMED), STARTING, Set.of(WORKER), List.of(CLAIMED)),
  /** A task processes rows. Records the phases before, for a job that has not been there. */
  WORK(
      EnumSet.of(CREATED, CLAIMED, STARTING, WAITING),
      WORKING,
      Set.of(WORKER),
      List.of(CLAIMED, STARTING)),
  /** The last running task was queued again, and no task is due. */
  WAIT(EnumSet.of(STARTING, WORKING), WAITING, Set.of(WORKER, REAPER)),
  /**
   * The last piece is done. WAITING is left if the piece became due while the failure of another
   * task was being recorded.
   */
  COMMIT(
      EnumSet.of(WORKING, WAITING),
      COMMITTING,
      WORKER,
      "the lease of a PIECE, in a job that is not ending, whose worker has reported WORK"),
  /** The plan has no pieces. */
  COMMIT_EMPTY_PLAN(EnumSet.of(WORKING), COMMITTING, Set.of(WORKER)),
  /** A sealed upload is gone, so its piece runs again. */
  REDO(
      EnumSet.of(COMMITTING),
      WORKING,
      WORKER,
      "the lease of the COMMIT, in a job that is not ending: it is claimed from COMMITTING only"),
  /** All outputs are visible. */
  SUCCEED(EnumSet.of(COMMITTING), SUCCEEDED, Set.of(WORKER)),
  /** A task failed permanently, or used up its attempts. */
  FAIL(EnumSet.range(CREATED, COMMITTING), FAILING, Set.of(WORKER, REAPER)),
  /** A cancel was requested, and the outputs can still be rolled back. */
  CANCEL(EnumSet.range(CREATED, COMMITTING), CANCELLING, Set.of(CALLER)),
  /** The rollback of a failed job has ended. */
  END_FAILED(EnumSet.of(FAILING), Phase.FAILED, Set.of(WORKER)),
  /** The rollback of a cancelled job has ended. */
  END_CANCELLED(EnumSet.of(CANCELLING), Phase.CANCELLED, Set.of(WORKER)),
  /** The retention time has passed; the tasks and events are deleted with the job. */
  DELETE(EnumSet.of(SUCCEEDED, Phase.FAILED, Phase.CANCELLED), null, Set.of(CLEANER));

  private final Set<Phase> from;
  private final Phase to;
  private final Set<Actor> actors;
  private final List<Phase> via;
  private final String guard;

  JobTransition(EnumSet<Phase> from, Phase to, Set<Actor> actors) {
    this(from, to, actors, List.of());
  }

  JobTransition(EnumSet<Phase> from, Phase to, Set<Actor> actors, List<Phase> via) {
    this(from, to, actors, via, null);
  }

  JobTransition(EnumSet<Phase> from, Phase to, Actor actor, String guard) {
    this(from, to, Set.of(actor), List.of(), guard);
  }

  JobTransition(EnumSet<Phase> from, Phase to, Set<Actor> actors, List<Phase> via, String guard) {
    this.from = Collections.unmodifiableSet(from);
    this.to = to;
    this.actors = actors;
    this.via = via;
    this.guard = guard;
  }

  private static EnumSet<Phase> none() {
    return EnumSet.noneOf(Phase.class);
  }

  @Override
  public Set<Phase> from() {
    return from;
  }

  @Override
  public Optional<Phase> to() {
    return Optional.ofNullable(to);
  }

  @Override
  public Set<Actor> actors() {
    return actors;
  }

  /**
   * The phases that a job passes and that are recorded, in their order; the last is {@link #to}.
   */
  public List<Phase> path() {
    List<Phase> path = new ArrayList<>(via);
    to().ifPresent(path::add);
    return path;
  }

  /** The part of the path that lies before a job in that phase. */
  public List<Phase> path(Phase from) {
    if (from == CREATED) {
      return path();
    }
    int passed = via.indexOf(from);
    return path().subList(passed < 0 ? via.size() : passed + 1, path().size());
  }

  @Override
  public Optional<String> guard() {
    return Optional.ofNullable(guard);
  }
}
