package io.longshore.config;

import java.util.Set;

/**
 * Who may use the operator API for all accounts.
 *
 * @param accounts accounts of 12 digits whose callers see and change the jobs of every account
 */
public record OperatorsConfig(Set<String> accounts) {

  public OperatorsConfig {
    for (String account : accounts) {
      if (!account.matches("[0-9]{12}")) {
        throw new IllegalArgumentException(
            "operators.accounts must list accounts of 12 digits, was " + account);
      }
    }
    accounts = Set.copyOf(accounts);
  }

  public static OperatorsConfig defaults() {
    return new OperatorsConfig(Set.of());
  }
}
