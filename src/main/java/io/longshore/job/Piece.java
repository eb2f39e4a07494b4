package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A share of a job's work that any replica can do.
 *
 * @param spec what to do, in the job type's own words, for example a list of buckets
 * @param destination the object that it makes, if it makes one
 * @param objects the objects that it makes by {@link Outputs#copies}, if it makes many; only of a
 *     piece on its way into the plan, and then without a destination
 */
public record Piece(JsonObject spec, Optional<Destination> destination, List<Destination> objects) {

  public Piece {
    objects = List.copyOf(objects);
    if (destination.isPresent() && !objects.isEmpty()) {
      throw new IllegalArgumentException("A piece makes one object or many, not both");
    }
  }

  public Piece(JsonObject spec, Optional<Destination> destination) {
    this(spec, destination, List.of());
  }
}
