package io.longshore.config.mask;

import java.util.List;
import java.util.Optional;

/** Refuses rules that contradict each other, or that leave nothing to export. */
final class MaskContradictions {

  private MaskContradictions() {}

  /**
   * @throws IllegalArgumentException for the first contradiction
   */
  static void refuse(List<MaskRule> rules) {
    for (MaskRule rule : rules) {
      refuse(rule);
      rules.stream()
          .filter(inner -> inner != rule && rule.covers(inner))
          .forEach(inner -> refuse(rule, inner));
    }
  }

  private static void refuse(MaskRule rule) {
    boolean all = rule.path().isEmpty() || rule.service() == MaskService.CLEANROOMSML;
    if (rule.action() == MaskAction.DROP && all) {
      throw new IllegalArgumentException(
          "roles: drop of export has %s of %s, which leaves nothing to export"
              .formatted(rule.text(), rule.service().title()));
    }
    boolean changes = rule.action() == MaskAction.HASH || rule.action() == MaskAction.TRUNCATE;
    Optional<String> number =
        changes ? rule.service().numbers(rule.path()) : Optional.<String>empty();
    number.ifPresent(
        name -> {
          throw new IllegalArgumentException(
              "roles: export can only drop %s, which is no text: name what %s of %s is meant for"
                  .formatted(
                      name,
                      rule.action() == MaskAction.HASH ? "hash" : "truncate",
                      rule.service().title()));
        });
  }

  /** A rule inside of another one may only hide more. */
  private static void refuse(MaskRule outer, MaskRule inner) {
    boolean same = outer.path().equals(inner.path());
    boolean narrows =
        outer.action() == MaskAction.KEEP
            || outer.action() != MaskAction.DROP && inner.action() == MaskAction.DROP;
    if (outer.action() == inner.action() && !same || !same && narrows) {
      return;
    }
    throw new IllegalArgumentException(
        "roles: export names %s of %s in %s and %s in %s, which contradict each other"
            .formatted(
                outer.text(),
                outer.service().title(),
                list(outer),
                same ? "again" : inner.text(),
                list(inner)));
  }

  private static String list(MaskRule rule) {
    return switch (rule.action()) {
      case KEEP -> "only";
      case DROP -> "drop";
      case HASH -> "hash";
      case TRUNCATE -> "truncate";
    };
  }
}
