package io.longshore.engine;

import io.longshore.job.JobType;
import io.longshore.job.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The job types of this process. Tasks of other types are left to replicas that know them. */
public final class JobTypeRegistry {

  private final Map<String, JobType> byName;

  public JobTypeRegistry(List<? extends JobType> types) {
    this.byName = types.stream().collect(Collectors.toMap(JobType::name, Function.identity()));
  }

  /** Throws if there is no job type of that name. */
  public JobType named(String name) {
    JobType type = byName.get(name);
    if (type == null) {
      throw new IllegalArgumentException("No job type is named " + name);
    }
    return type;
  }

  /** The job type of that name; empty if this process does not know it. */
  public Optional<JobType> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public String word(String type, Phase phase) {
    return named(type).word(phase);
  }

  /** The names in a fixed order, as the parameter of the claim statement. */
  public String[] names() {
    return byName.keySet().stream().sorted().toArray(String[]::new);
  }
}
