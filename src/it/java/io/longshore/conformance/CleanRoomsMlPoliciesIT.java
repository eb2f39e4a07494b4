package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlCalls.policy;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.PolicyExistenceCondition;
import software.amazon.awssdk.services.cleanroomsml.model.PutConfiguredAudienceModelPolicyRequest;
import software.amazon.awssdk.services.cleanroomsml.model.PutConfiguredAudienceModelPolicyResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Policies of configured audience models with the AWS SDK for Java. */
class CleanRoomsMlPoliciesIT extends TrainedModel {

  @Test
  void a_policy_is_put_conditionally_on_its_hash_and_existence() {
    String arn = owner.configured("policy", model);
    String allow = policy("Allow", OTHER_ACCOUNT, "*", arn);
    String deny = policy("Deny", OTHER_ACCOUNT, "*", arn);

    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.getConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    put(arn, allow, PolicyExistenceCondition.POLICY_MUST_EXIST, null, false);
    put(arn, allow, null, "0".repeat(64), false);
    String hash = put(arn, allow, PolicyExistenceCondition.POLICY_MUST_NOT_EXIST, null, true);
    put(arn, deny, PolicyExistenceCondition.POLICY_MUST_NOT_EXIST, null, false);
    put(arn, deny, null, "0".repeat(64), false);
    assertThat(
            call(otherAccount.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)))
                .name())
        .isEqualTo("policy");
    String next = put(arn, deny, PolicyExistenceCondition.POLICY_MUST_EXIST, hash, true);
    assertThat(next).isNotEqualTo(hash).matches("[0-9a-f]{64}");
    put(arn, allow, null, hash, false);
    assertThat(
            call(owner.client.getConfiguredAudienceModelPolicy(
                    r -> r.configuredAudienceModelArn(arn)))
                .configuredAudienceModelPolicy())
        .isEqualTo(deny);
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.getConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.putConfiguredAudienceModelPolicy(
                r -> r.configuredAudienceModelArn(arn).configuredAudienceModelPolicy(allow)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.deleteConfiguredAudienceModelPolicy(
                r -> r.configuredAudienceModelArn(arn)));
    call(owner.client.deleteConfiguredAudienceModelPolicy(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.deleteConfiguredAudienceModelPolicy(
                r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.putConfiguredAudienceModelPolicy(
                r ->
                    r.configuredAudienceModelArn(arn.replaceFirst("/.*", "/none"))
                        .configuredAudienceModelPolicy(allow)));
  }

  private static String put(
      String arn,
      String policy,
      PolicyExistenceCondition condition,
      String previous,
      boolean accepted) {
    Consumer<PutConfiguredAudienceModelPolicyRequest.Builder> request =
        r ->
            r.configuredAudienceModelArn(arn)
                .configuredAudienceModelPolicy(policy)
                .policyExistenceCondition(condition)
                .previousPolicyHash(previous);
    if (!accepted) {
      refused(
          ValidationException.class,
          400,
          () -> owner.client.putConfiguredAudienceModelPolicy(request));
      return null;
    }
    PutConfiguredAudienceModelPolicyResponse answer =
        call(owner.client.putConfiguredAudienceModelPolicy(request));
    assertThat(answer.configuredAudienceModelPolicy()).isEqualTo(policy);
    return answer.policyHash();
  }

  @Test
  void a_policy_that_the_server_cannot_evaluate_is_refused() {
    String arn = owner.configured("undecided", model);
    String valid = policy("Allow", OTHER_ACCOUNT, "StartAudienceGenerationJob", arn);
    List<String> wrong =
        List.of(
            "not JSON",
            "[]",
            "{}",
            "{\"Statement\": 7}",
            valid.replace("Allow", "Perhaps"),
            valid.replace(":root", ":role/one"),
            valid.replace("\"Action\"", "\"NotAction\""),
            valid.replace("\"Resource\"", "\"Condition\": {\"Bool\": {}}, \"Resource\""));

    for (String policy : wrong) {
      put(arn, policy, null, null, false);
    }
    put(
        arn,
        valid.replace(
            "\"Resource\"",
            "\"Condition\": {\"StringEquals\": {\"cleanrooms-ml:CollaborationId\": \"x\"}},"
                + " \"Resource\""),
        null,
        null,
        true);
  }
}
