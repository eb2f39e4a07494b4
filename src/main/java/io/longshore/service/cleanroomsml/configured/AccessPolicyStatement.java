package io.longshore.service.cleanroomsml.configured;

import io.longshore.service.cleanroomsml.configured.AccessPolicy.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One statement of a policy.
 *
 * @param allow whether it permits or denies
 * @param accounts 12 digits each, or {@code *}
 * @param actions and {@code resources}, with the wildcards {@code *} and {@code ?}
 * @param collaborations the request must name one of them; empty for no such condition
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

  /** Consecutive stars are one, so that matching takes bounded time. */
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
