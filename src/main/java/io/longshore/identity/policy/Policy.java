package io.longshore.identity.policy;

import java.util.List;
import java.util.Optional;

/**
 * A parsed IAM policy: what an access key may do. A statement that denies takes precedence over all
 * that allow; what no statement allows is denied.
 */
public final class Policy {

  private final List<PolicyStatement> statements;

  Policy(List<PolicyStatement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Parses a policy document.
   *
   * @throws IllegalArgumentException with the reason; elements that are valid in AWS but not
   *     supported here are refused too, so that no rule is silently ignored
   */
  public static Policy parse(String json) {
    return new PolicyParser(json).policy();
  }

  /** Whether a statement has a condition on resource tags. */
  public boolean dependsOnTags() {
    return statements.stream()
        .flatMap(statement -> statement.conditions().stream())
        .anyMatch(PolicyCondition::dependsOnTags);
  }

  /**
   * Whether this policy allows nothing that the other one does not, as far as the statements show:
   * each of its statements that allow is one of the other's, and it has all of the other's that
   * deny. It may deny more.
   */
  public boolean isWithin(Policy other) {
    List<PolicyStatement> theirs = other.unnamed();
    List<PolicyStatement> own = unnamed();
    return own.stream().allMatch(each -> !each.allows() || theirs.contains(each))
        && theirs.stream().allMatch(each -> each.allows() || own.contains(each));
  }

  private List<PolicyStatement> unnamed() {
    return statements.stream().map(PolicyStatement::unnamed).toList();
  }

  /** Whether a statement has a condition on more than the region of a request. */
  public boolean dependsOnRequest() {
    return statements.stream()
        .flatMap(statement -> statement.conditions().stream())
        .anyMatch(condition -> !condition.key().equals(AuthorizationRequest.REQUESTED_REGION));
  }

  /** Decides a request, naming the statement that decided. */
  public Decision decide(AuthorizationRequest request) {
    Optional<PolicyStatement> denied = first(request, false);
    if (denied.isPresent()) {
      return new Decision(false, denied.get().name());
    }
    return first(request, true)
        .map(statement -> new Decision(true, statement.name()))
        .orElse(new Decision(false, null));
  }

  private Optional<PolicyStatement> first(AuthorizationRequest request, boolean allows) {
    return statements.stream()
        .filter(statement -> statement.allows() == allows)
        .filter(statement -> statement.appliesTo(request))
        .findFirst();
  }
}
