package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A part of a job that can run on any replica.
 *
 * @param spec what to do, in a form that the job type defines, for example a list of hash buckets
 * @param destination of the object that it makes, if it makes one
 * @param objects the destinations of the objects that it makes with {@link Outputs#copies}, if it
 *     makes many. Only set when a plan is created, and then without a destination.
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
