package io.longshore.config.mask;

import java.util.List;

/**
 * What happens to the values at a path and below it, unless a rule for a longer path says
 * otherwise.
 *
 * @param path the names from the outermost member on; empty for everything
 * @param length the number of characters that a truncation keeps; 0 for other actions
 */
public record MaskRule(MaskService service, List<String> path, MaskAction action, int length) {

  public MaskRule {
    path = List.copyOf(path);
  }

  /** Whether the path of the other rule is this one's, or below it. */
  boolean covers(MaskRule other) {
    return other.service == service && covers(other.path);
  }

  boolean covers(List<String> names) {
    return names.size() >= path.size() && names.subList(0, path.size()).equals(path);
  }

  /** The path in dot notation, {@code *} for everything. */
  public String text() {
    return path.isEmpty() ? "*" : String.join(".", path);
  }
}
