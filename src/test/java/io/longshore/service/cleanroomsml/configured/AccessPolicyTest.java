package io.longshore.service.cleanroomsml.configured;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.cleanroomsml.configured.AccessPolicy.Request;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessPolicyTest {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:111122223333:configured-audience-model/m.1";

  private static String statement(String effect, String principal, String action, String more) {
    return """
        {"Effect": "%s", "Principal": %s, "Action": %s, "Resource": "%s"%s}"""
        .formatted(effect, principal, action, MODEL, more);
  }

  private static boolean allows(String account, String action, String... statements) {
    String policy = "{\"Statement\": [" + String.join(",", statements) + "]}";
    Request request = new Request(account, action, MODEL, Optional.of("c"));
    return AccessPolicyParser.checked(policy).allows(request);
  }

  @Test
  void only_what_is_allowed_is_allowed() {
    String statement =
        statement(
            "Allow",
            "{\"AWS\": [\"arn:aws:iam::444455556666:root\", \"777788889999\"]}",
            "[\"cleanrooms-ml:startaudience*\"]",
            "");
    assertThat(allows("444455556666", AccessPolicy.START, statement)).isTrue();
    assertThat(allows("777788889999", AccessPolicy.START, statement)).isTrue();
    assertThat(allows("444455556666", AccessPolicy.GET, statement)).isFalse();
    assertThat(allows("000011112222", AccessPolicy.START, statement)).isFalse();
  }

  @Test
  void a_denial_beats_every_permission() {
    String all = statement("Allow", "\"*\"", "\"*\"", "");
    String one = statement("Deny", "{\"AWS\": \"444455556666\"}", "\"cleanrooms-ml:Get?on*\"", "");
    assertThat(allows("444455556666", AccessPolicy.GET, all, one)).isFalse();
    assertThat(allows("444455556666", AccessPolicy.START, all, one)).isTrue();
    assertThat(allows("777788889999", AccessPolicy.GET, one, all)).isTrue();
  }

  @Test
  void wildcards_stand_for_characters_and_everything_else_for_itself() {
    String dot = statement("Allow", "\"*\"", "\"*\"", "").replace("/m.1", "/m?1");
    String other = statement("Allow", "\"*\"", "\"*\"", "").replace("/m.1", "/m.2");
    String part = statement("Allow", "\"*\"", "\"*\"", "").replace("/m.1", "/m");
    assertThat(allows("444455556666", AccessPolicy.GET, dot)).isTrue();
    assertThat(allows("444455556666", AccessPolicy.GET, other)).isFalse();
    assertThat(allows("444455556666", AccessPolicy.GET, part)).isFalse();
  }

  @Test
  void a_condition_on_the_collaboration_must_be_met() {
    String condition =
        ", \"Condition\": {\"StringEquals\": {\"cleanrooms-ml:CollaborationId\": [\"%s\"]}}";
    assertThat(
            allows(
                "444455556666",
                AccessPolicy.START,
                statement("Allow", "\"*\"", "\"*\"", condition.formatted("c"))))
        .isTrue();
    assertThat(
            allows(
                "444455556666",
                AccessPolicy.START,
                statement("Allow", "\"*\"", "\"*\"", condition.formatted("d"))))
        .isFalse();
  }
}
