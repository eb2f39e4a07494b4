package io.longshore.junit;

import io.longshore.junit.http.TestKeyCalls;
import java.util.Map;

/**
 * A fate that the server knows.
 *
 * @param id its id in the operator API
 */
public record PlacedFate(TestKeyCalls calls, String id) {

  /** Releases the jobs that it holds. */
  public void release() {
    calls.send("POST", path() + "/release", Map.of());
  }

  /** Removes it, and releases the jobs that it holds. */
  public void delete() {
    calls.send("DELETE", path(), Map.of());
  }

  private String path() {
    return "test/fates/" + TestKeyCalls.segment(id);
  }
}
