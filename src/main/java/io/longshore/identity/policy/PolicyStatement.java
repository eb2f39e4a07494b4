package io.longshore.identity.policy;

import java.util.List;
import java.util.Locale;

/**
 * One statement of a policy.
 *
 * @param name its Sid, or its position in the document
 * @param actions patterns in lower case: actions are not case-sensitive
 * @param notActions whether it applies to every action except those
 * @param resources patterns
 * @param notResources whether it applies to every resource except those
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

  /** This statement without its name, to be compared. */
  PolicyStatement unnamed() {
    return new PolicyStatement(
        "", allows, actions, notActions, resources, notResources, conditions);
  }

  boolean appliesTo(AuthorizationRequest request) {
    String action = request.action().toLowerCase(Locale.ROOT);
    return any(actions, action) != notActions
        && any(resources, request.resource()) != notResources
        && conditions.stream().allMatch(condition -> condition.holds(request.context()));
  }

  private static boolean any(List<GlobPattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(text));
  }
}
