package io.longshore.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private static final String APP = "arn:aws:mobiletargeting:us-east-1:111122223333:apps/a";
  private static final Map<String, String> CONTEXT =
      Map.of(
          AuthorizationRequest.SOURCE_IP, "10.1.2.3",
          AuthorizationRequest.SECURE_TRANSPORT, "false",
          AuthorizationRequest.REQUESTED_REGION, "us-east-1");

  @Test
  void what_no_statement_allows_is_denied() {
    Policy policy = policy("{'Effect':'Allow','Action':'personalize:*','Resource':'*'}");

    assertThat(ask(policy, "mobiletargeting:GetApp", APP)).isEqualTo(new Decision(false, null));
    assertThat(ask(policy, "personalize:ListSchemas", "*"))
        .isEqualTo(new Decision(true, "Statement 1"));
  }

  @Test
  void a_statement_that_denies_takes_precedence_at_any_position() {
    Policy policy =
        policy(
            "{'Effect':'Allow','Action':'*','Resource':'*'},"
                + "{'Sid':'NoDeletes','Effect':'Deny','Action':'*:Delete*','Resource':'*'},"
                + "{'Effect':'Allow','Action':'mobiletargeting:DeleteApp','Resource':'*'}");

    assertThat(ask(policy, "mobiletargeting:DeleteApp", APP))
        .isEqualTo(new Decision(false, "Statement NoDeletes"));
    assertThat(ask(policy, "mobiletargeting:GetApp", APP).allowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "mobiletargeting:GetApp, apps/a, true",
    "MobileTargeting:getapp, apps/a, true",
    "mobiletargeting:GetApps, apps/a, false",
    "mobiletargeting:GetApp, apps/b, false",
    "mobiletargeting:GetApp, apps/a/segments/1, false",
    "mobiletargeting:ListX, apps/anything/at/all, true",
    "mobiletargeting:ListXY, apps/a, false"
  })
  void actions_and_resources_match_completely_with_wildcards(
      String action, String resource, boolean allowed) {
    String prefix = "arn:aws:mobiletargeting:us-east-1:111122223333:";
    Policy policy =
        policy(
            "{'Effect':'Allow','Action':'mobiletargeting:GetApp','Resource':'"
                + APP
                + "'},{'Effect':'Allow','Action':['mobiletargeting:List?'],'Resource':['"
                + prefix
                + "apps/*']}");

    assertThat(ask(policy, action, prefix + resource).allowed()).isEqualTo(allowed);
  }

  @Test
  void not_action_and_not_resource_apply_to_everything_else() {
    Policy policy =
        policy("{'Effect':'Allow','NotAction':'*:Delete*','NotResource':'" + APP + "'}");

    assertThat(ask(policy, "mobiletargeting:GetApp", APP + "b").allowed()).isTrue();
    assertThat(ask(policy, "mobiletargeting:DeleteApp", APP + "b").allowed()).isFalse();
    assertThat(ask(policy, "mobiletargeting:GetApp", APP).allowed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}|true",
        "{'IpAddress':{'aws:SourceIp':['192.168.0.0/16','10.1.2.3']}}|true",
        "{'IpAddress':{'aws:SourceIp':'10.1.2.0/25'}}|true",
        "{'IpAddress':{'aws:SourceIp':'10.1.2.128/25'}}|false",
        "{'IpAddress':{'aws:SourceIp':'2001:db8::/32'}}|false",
        "{'NotIpAddress':{'aws:SourceIp':'10.0.0.0/8'}}|false",
        "{'NotIpAddress':{'AWS:sourceip':'11.0.0.0/8'}}|true",
        "{'Bool':{'aws:SecureTransport':'false'}}|true",
        "{'Bool':{'aws:SecureTransport':true}}|false",
        "{'StringEquals':{'aws:RequestedRegion':['eu-west-1','us-east-1']}}|true",
        "{'StringNotEquals':{'aws:RequestedRegion':['eu-west-1','us-east-1']}}|false",
        "{'StringLike':{'aws:RequestedRegion':'us-*'}}|true",
        "{'StringNotLike':{'aws:RequestedRegion':'us-*'}}|false",
        "{'StringLike':{'aws:RequestedRegion':'us-*'},'Bool':{'aws:SecureTransport':'true'}}|false"
      })
  void every_condition_must_hold(String condition, boolean allowed) {
    Policy policy =
        policy("{'Effect':'Allow','Action':'*','Resource':'*','Condition':" + condition + "}");

    assertThat(ask(policy, "mobiletargeting:GetApp", APP).allowed()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Effect':'allow','Action':'*','Resource':'*'}",
        "{'Effect':'Allow','Resource':'*'}",
        "{'Effect':'Allow','Action':'*'}",
        "{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}",
        "{'Effect':'Allow','Action':'GetApp','Resource':'*'}",
        "{'Effect':'Allow','Action':[],'Resource':'*'}",
        "{'Effect':'Allow','Action':'*','Resource':'apps/a'}",
        "{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::${aws:username}'}",
        "{'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}",
        "{'Effect':'Allow','Action':'*','Resource':'*','Condition':'x'}",
        "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Like':{'aws:SourceIp':'*'}}}",
        "{'Effect':'Allow','Action':'*','Resource':'*',"
            + "'Condition':{'StringEquals':{'aws:ResourceTag/':'b'}}}",
        "{'Effect':'Allow','Action':'*','Resource':'*',"
            + "'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/33'}}}",
        "{'Effect':'Allow','Effect':'Deny','Action':'*','Resource':'*'}",
        "7",
        ""
      })
  void a_document_with_unsupported_elements_is_refused(String statement) {
    assertThatThrownBy(() -> policy(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The policy cannot be used: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "null", "{\"Version\":\"2008-10-17\",\"Statement\":[]}"})
  void text_that_is_not_a_policy_document_is_refused(String text) {
    assertThatThrownBy(() -> Policy.parse(text))
        .hasMessageStartingWith("The policy cannot be used: ");
  }

  @Property(tries = 2_000)
  void a_pattern_matches_like_the_equivalent_regular_expression(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 12) String text,
      @ForAll
          @StringLength(max = 8)
          @CharRange(from = '*', to = '*')
          @CharRange(from = '?', to = '?')
          @CharRange(from = 'a', to = 'b')
          String pattern) {
    String regex = pattern.replace("*", ".*").replace("?", ".");

    assertThat(new GlobPattern(pattern).matches(text)).isEqualTo(text.matches(regex));
  }

  @Test
  void a_malicious_pattern_takes_little_time() {
    String text = "a".repeat(20_000);

    assertThat(new GlobPattern("*a".repeat(50) + "b").matches(text)).isFalse();
  }

  private static Decision ask(Policy policy, String action, String resource) {
    return policy.decide(new AuthorizationRequest(action, resource, CONTEXT));
  }

  private static Policy policy(String statements) {
    return Policy.parse(
        ("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"'));
  }
}
