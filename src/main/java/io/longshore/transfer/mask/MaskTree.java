package io.longshore.transfer.mask;

import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRule;
import io.longshore.config.mask.MaskRules;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules as a tree of member names; a member without a node of its own has its parent's rule.
 */
final class MaskTree {

  private final Map<String, MaskTree> children = new HashMap<>();
  private final MaskAction action;
  private final int length;

  private MaskTree(MaskAction action, int length) {
    this.action = action;
    this.length = length;
  }

  static MaskTree of(MaskRules rules) {
    List<MaskRule> byLength =
        rules.rules().stream()
            .sorted(Comparator.comparingInt((MaskRule rule) -> rule.path().size()))
            .toList();
    MaskTree root = new MaskTree(rules.other(), 0);
    for (MaskRule rule : byLength) {
      if (rule.path().isEmpty()) {
        root = new MaskTree(rule.action(), rule.length());
      } else {
        root.add(rule);
      }
    }
    return root;
  }

  private void add(MaskRule rule) {
    MaskTree parent = this;
    List<String> path = rule.path();
    for (String name : path.subList(0, path.size() - 1)) {
      MaskTree above = parent;
      parent = above.children.computeIfAbsent(name, n -> new MaskTree(above.action, above.length));
    }
    parent.children.put(path.get(path.size() - 1), new MaskTree(rule.action(), rule.length()));
  }

  MaskAction action() {
    return action;
  }

  /** The number of characters that a truncation keeps. */
  int length() {
    return length;
  }

  /** The rule of a member; this node's if it has none. */
  MaskTree member(String name) {
    return children.getOrDefault(name, children.isEmpty() ? this : leaf());
  }

  private MaskTree leaf() {
    return new MaskTree(action, length);
  }

  /** Whether everything below has the same rule. */
  boolean isUniform() {
    return children.isEmpty();
  }
}
