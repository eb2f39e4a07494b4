package io.longshore.junit;

import io.longshore.junit.http.TestKeyCalls;
import java.util.Map;

/**
 * A fate that the server knows.
 *
 * @param id its id in the operator API
 */
public record PlacedFate(TestKeyCalls calls, String id) {

  /** Lets the jobs go on that it stops. */
  public void release() {
    calls.send("POST", path() + "/release", Map.of());
  }

  /** Removes it. Jobs that it stops go on. */
  public void delete() {
    calls.send("DELETE", path(), Map.of());
  }

  private String path() {
    return "test/fates/" + TestKeyCalls.segment(id);
  }
}
