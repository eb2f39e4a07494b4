package io.longshore.service.resource;

import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A type of job that a service creates for itself and that no operation shows. Its pieces must be
 * safe to run again. Its statuses are the engine's phases.
 */
public abstract class InternalJobType extends NamedJobType {

  protected InternalJobType(String name) {
    super(name, Phase::name);
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
