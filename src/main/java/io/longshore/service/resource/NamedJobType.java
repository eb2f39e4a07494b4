package io.longshore.service.resource;

import io.longshore.job.JobType;
import io.longshore.job.Phase;
import java.util.function.Function;

/** A job type with a fixed name, whose statuses are a function of the engine's phases. */
public abstract class NamedJobType implements JobType {

  private final String name;
  private final Function<Phase, String> statuses;

  /**
   * @param statuses the status that the service's users see in each phase
   */
  protected NamedJobType(String name, Function<Phase, String> statuses) {
    this.name = name;
    this.statuses = statuses;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String word(Phase phase) {
    return statuses.apply(phase);
  }
}
