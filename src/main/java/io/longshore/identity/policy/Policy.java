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
