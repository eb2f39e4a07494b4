package io.longshore.service.resource;

import io.longshore.api.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.UnaryOperator;

/** The tags of a service's resources, key to value. */
public interface TagStore {

  /** The tags of the caller's resource; fails when there is no such resource. */
  Future<JsonObject> find(Principal caller, String arn);

  /**
   * Replaces the tags of the caller's resource; fails when there is no such resource.
   *
   * @param change what becomes of the present tags; when it throws, they stay
   */
  Future<Void> change(Principal caller, String arn, UnaryOperator<JsonObject> change);
}
