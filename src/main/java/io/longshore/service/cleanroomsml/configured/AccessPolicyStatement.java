package io.longshore.service.cleanroomsml.configured;

import io.longshore.service.cleanroomsml.configured.AccessPolicy.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One statement of a policy.
 *
 * @param allow whether it permits; else it denies
 * @param accounts 12 digits each, or {@code *}
 * @param actions and {@code resources}, in which {@code *} and {@code ?} stand for others
 * @param collaborations of which the request must name one; empty when it need not
 */
record AccessPolicyStatement(
    boolean allow,
    List<String> accounts,
    List<String> actions,
    List<String> resources,
    Optional<List<String>> collaborations) {

  boolean fits(Request request) {
    return (accounts.contains("*") || accounts.contains(request.account()))
        && actions.stream().anyMatch(each -> matches(lower(each), lower(request.action())))
        && resources.stream().anyMatch(each -> matches(each, request.resource()))
        && collaborations
            .map(named -> request.collaboration().filter(named::contains).isPresent())
            .orElse(true);
  }

  private static String lower(String action) {
    return action.toLowerCase(Locale.ROOT);
  }

  /** Runs of stars are one, so that no pattern takes long. */
  private static boolean matches(String wildcards, String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : wildcards.replaceAll("\\*+", "*").split("(?<=[*?])|(?=[*?])")) {
      pattern.append(
          switch (part) {
            case "*" -> ".*";
            case "?" -> ".";
            default -> Pattern.quote(part);
          });
    }
    return text.matches(pattern.toString());
  }
}
