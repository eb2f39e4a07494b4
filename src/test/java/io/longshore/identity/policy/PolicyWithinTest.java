package io.longshore.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicyWithinTest {

  private static final String ALLOW_JOBS =
      "{'Sid':'%s','Effect':'Allow','Action':'longshore:*Job','Resource':'*'}";
  private static final String ALLOW_KEYS =
      "{'Effect':'Allow','Action':'longshore:CreateKey','Resource':'*'}";
  private static final String DENY_DELETES =
      "{'Effect':'Deny','Action':'*:Delete*','Resource':'*'}";
  private static final String FROM_HERE =
      "{'Effect':'Allow','Action':'longshore:CreateKey','Resource':'*','Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}";

  @Test
  void a_policy_is_within_itself_whatever_its_statements_are_called() {
    assertThat(policy(ALLOW_JOBS.formatted("A")).isWithin(policy(ALLOW_JOBS.formatted("B"))))
        .isTrue();
  }

  @Test
  void fewer_allowing_statements_and_more_denying_ones_are_within() {
    assertThat(policy(ALLOW_KEYS, DENY_DELETES).isWithin(policy(ALLOW_JOBS, ALLOW_KEYS))).isTrue();
  }

  @Test
  void another_allowing_statement_is_not_within() {
    assertThat(policy(ALLOW_KEYS, ALLOW_JOBS).isWithin(policy(ALLOW_KEYS))).isFalse();
  }

  @Test
  void a_policy_that_lacks_a_denial_is_not_within() {
    assertThat(policy(ALLOW_KEYS).isWithin(policy(ALLOW_KEYS, DENY_DELETES))).isFalse();
  }

  @Test
  void a_statement_without_its_condition_is_not_within() {
    assertThat(policy(ALLOW_KEYS).isWithin(policy(FROM_HERE))).isFalse();
  }

  private static Policy policy(String... statements) {
    return Policy.parse(
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"'));
  }
}
