package io.longshore.operator;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.config.LongshoreConfig;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whose jobs and keys a caller sees: those of the own account, or of all accounts if the
 * own account is an operator.
 */
public final class AccountScope {

  /** The account of the key {@code test}. */
  private static final String TEST_ACCOUNT = "000000000000";

  private final Set<String> operators;

  /**
   * @param operators accounts that see all accounts
   */
  public AccountScope(Set<String> operators) {
    this.operators = Set.copyOf(operators);
  }

  /**
   * The scope of a configuration. While the test keys are valid and no operator is configured, the
   * account of the key {@code test} is one: everybody can sign for every account anyway.
   */
  public static AccountScope of(LongshoreConfig config) {
    Set<String> configured = config.operators().accounts();
    boolean test = configured.isEmpty() && config.auth().usesTestKeys();
    return new AccountScope(test ? Set.of(TEST_ACCOUNT) : configured);
  }

  /** Whether the caller sees all accounts. */
  public boolean isOperator(Principal caller) {
    return operators.contains(caller.account());
  }

  /** Whether the caller sees what belongs to an account. */
  public boolean sees(Principal caller, String account) {
    return caller.account().equals(account) || isOperator(caller);
  }

  /**
   * The account that a list is restricted to: the one that the call names as {@code account} or
   * {@code Account}, or else the caller's; empty for all accounts.
   *
   * @throws ApiError if the call names an account that the caller does not see
   */
  public Optional<String> of(Call call) {
    Object parameter = call.member("account");
    Object named = parameter == null ? call.member("Account") : parameter;
    if (named == null) {
      return isOperator(call.principal())
          ? Optional.empty()
          : Optional.of(call.principal().account());
    }
    return Optional.of(require(call.principal(), (String) named));
  }

  /**
   * Returns the account if the caller sees it.
   *
   * @throws ApiError if not; it does not depend on whether the account exists
   */
  public String require(Principal caller, String account) {
    if (!sees(caller, account)) {
      throw OperatorError.ACCESS_DENIED.because(
          "Account %s is not an operator, so that it has access to itself only, not to %s. The setting operators.accounts lists operators"
              .formatted(caller.account(), account));
    }
    return account;
  }
}
