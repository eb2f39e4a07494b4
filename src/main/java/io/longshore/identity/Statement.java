package io.longshore.identity;

import java.util.List;
import java.util.Locale;

/**
 * One statement of a policy.
 *
 * @param name its Sid, or its place
 * @param actions patterns in lower case: actions are not case-sensitive
 * @param notActions whether it is about every action but those
 * @param resources patterns
 * @param notResources whether it is about every resource but those
 * @param conditions all of which must hold
 */
record Statement(
    String name,
    boolean allows,
    List<Wildcard> actions,
    boolean notActions,
    List<Wildcard> resources,
    boolean notResources,
    List<Condition> conditions) {

  boolean isAbout(Question question) {
    String action = question.action().toLowerCase(Locale.ROOT);
    return any(actions, action) != notActions
        && any(resources, question.resource()) != notResources
        && conditions.stream().allMatch(condition -> condition.holds(question.context()));
  }

  private static boolean any(List<Wildcard> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(text));
  }
}
