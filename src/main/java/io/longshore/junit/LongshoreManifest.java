package io.longshore.junit;

import java.util.List;

/**
 * The manifest of an export, with the objects that it lists.
 *
 * @param itself the object that holds it
 */
public record LongshoreManifest(LongshoreObject itself, List<LongshoreObject> objects) {

  /** The lines of all objects, without gzip. All of them are in memory. */
  public List<String> lines() {
    return objects.stream().flatMap(object -> object.lines().stream()).toList();
  }

  /** The manifest as it is stored: JSON. */
  public String text() {
    return itself.text();
  }
}
