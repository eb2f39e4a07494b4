package io.longshore.service.resource;

import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of job that a service creates for itself and that no operation shows. Its pieces must be
 * safe to run again. Operators alone change its jobs, and nobody creates them again.
 */
public abstract class InternalJobType extends NamedJobType {

  /** Its statuses are the engine's phases. */
  protected InternalJobType(String name) {
    this(name, Phase::name);
  }

  /**
   * @param statuses the status of the resource that the job is about in each phase
   */
  protected InternalJobType(String name, Function<Phase, String> statuses) {
    super(name, statuses);
  }

  /**
   * A new job without a subject.
   *
   * @param container the resource that the job belongs to
   */
  public static NewJob newJob(
      String type,
      String account,
      String region,
      String container,
      JsonObject spec,
      List<Piece> pieces) {
    return new NewJob(
        JobId.random(), account, region, type, container, Optional.empty(), spec, pieces);
  }

  /** The whole work as one piece without a spec of its own. */
  public static List<Piece> onePiece() {
    return List.of(new Piece(new JsonObject(), Optional.empty()));
  }
}
