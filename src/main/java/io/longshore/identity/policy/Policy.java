package io.longshore.identity.policy;

import java.util.List;
import java.util.Optional;

/**
 * What a key may do, as an IAM policy document says it. A statement that denies beats all that
 * allow; what no statement allows is denied.
 */
public final class Policy {

  private final List<PolicyStatement> statements;

  Policy(List<PolicyStatement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException with what is wrong with it; what this house does not know is
   *     wrong too, so that nobody trusts a rule that is not kept
   */
  public static Policy parse(String json) {
    return new PolicyParser(json).policy();
  }

  /** Whether a verdict may hang on the tags of what an action is done to. */
  public boolean asksTags() {
    return statements.stream()
        .flatMap(statement -> statement.conditions().stream())
        .anyMatch(PolicyCondition::asksTags);
  }

  /** The verdict, and whose it is. */
  public Decision decide(AuthorizationRequest question) {
    Optional<PolicyStatement> denied = first(question, false);
    if (denied.isPresent()) {
      return new Decision(false, denied.get().name());
    }
    return first(question, true)
        .map(statement -> new Decision(true, statement.name()))
        .orElse(new Decision(false, null));
  }

  private Optional<PolicyStatement> first(AuthorizationRequest question, boolean allows) {
    return statements.stream()
        .filter(statement -> statement.allows() == allows)
        .filter(statement -> statement.isAbout(question))
        .findFirst();
  }
}
