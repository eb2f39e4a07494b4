package io.longshore.identity.policy;

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
record PolicyStatement(
    String name,
    boolean allows,
    List<GlobPattern> actions,
    boolean notActions,
    List<GlobPattern> resources,
    boolean notResources,
    List<PolicyCondition> conditions) {

  boolean isAbout(AuthorizationRequest question) {
    String action = question.action().toLowerCase(Locale.ROOT);
    return any(actions, action) != notActions
        && any(resources, question.resource()) != notResources
        && conditions.stream().allMatch(condition -> condition.holds(question.context()));
  }

  private static boolean any(List<GlobPattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(text));
  }
}
