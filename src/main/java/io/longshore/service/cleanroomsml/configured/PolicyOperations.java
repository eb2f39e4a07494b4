package io.longshore.service.cleanroomsml.configured;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.AccessPolicyStore.StoredPolicy;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.resource.Refusal;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The operations on the policies of configured audience models: who else may use them. */
public final class PolicyOperations {

  private static final CleanRoomsMlResourceType KIND =
      CleanRoomsMlResourceType.CONFIGURED_AUDIENCE_MODEL;
  private static final String ARN = "configuredAudienceModelArn";
  private static final String POLICY = "configuredAudienceModelPolicy";
  private static final String MUST_EXIST = "POLICY_MUST_EXIST";
  private static final String MUST_NOT_EXIST = "POLICY_MUST_NOT_EXIST";

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final AccessPolicyStore policies;

  public PolicyOperations(
      Postgres postgres, CleanRoomsMlResourceStore resources, AccessPolicyStore policies) {
    this.postgres = postgres;
    this.resources = resources;
    this.policies = policies;
  }

  public Future<ServiceResponse> put(Call call) {
    String text = call.body().getString(POLICY);
    AccessPolicyParser.checked(text);
    StoredPolicy policy = new StoredPolicy(text, hash(text));
    return postgres
        .transact(
            tx ->
                resources
                    .held(tx, call.principal(), KIND, call.parameter(ARN))
                    .compose(model -> put(tx, model.arn(), policy, call.body())))
        .map(
            put ->
                ServiceResponse.ok(
                    new JsonObject().put(POLICY, policy.text()).put("policyHash", policy.hash())));
  }

  private Future<Void> put(Transaction tx, String arn, StoredPolicy policy, JsonObject body) {
    Optional<String> previous = Optional.ofNullable(body.getString("previousPolicyHash"));
    String condition = body.getString("policyExistenceCondition", "");
    if (previous.isPresent() && condition.equals(MUST_NOT_EXIST)) {
      throw CleanRoomsMlError.VALIDATION.because(
          "previousPolicyHash names a policy, which must not exist by " + MUST_NOT_EXIST);
    }
    boolean onlyReplace = previous.isPresent() || condition.equals(MUST_EXIST);
    Future<Boolean> inserted =
        onlyReplace ? Future.succeededFuture(false) : policies.insert(tx, arn, policy);
    return inserted
        .compose(
            made ->
                made || condition.equals(MUST_NOT_EXIST)
                    ? Future.succeededFuture(made)
                    : policies.replace(tx, arn, policy, previous))
        .map(Refusal.unless(() -> CleanRoomsMlError.VALIDATION.because(why(previous, condition))))
        .mapEmpty();
  }

  private static String why(Optional<String> previous, String condition) {
    if (condition.equals(MUST_NOT_EXIST)) {
      return "The model has a policy, which must not exist by " + MUST_NOT_EXIST;
    }
    return previous.isPresent()
        ? "The model has no policy with the hash " + previous.get() + ": get it and try again"
        : "The model has no policy, which must exist by " + MUST_EXIST;
  }

  public Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(model -> policies.find(model.arn()))
        .map(
            found -> {
              StoredPolicy policy = found.orElseThrow(() -> none(call));
              return ServiceResponse.ok(
                  new JsonObject()
                      .put(ARN, call.parameter(ARN))
                      .put(POLICY, policy.text())
                      .put("policyHash", policy.hash()));
            });
  }

  public Future<ServiceResponse> delete(Call call) {
    return postgres
        .transact(
            tx ->
                resources
                    .held(tx, call.principal(), KIND, call.parameter(ARN))
                    .compose(model -> policies.delete(tx, model.arn())))
        .map(Refusal.unless(() -> none(call)))
        .map(ServiceResponse.of(200, null));
  }

  private static RuntimeException none(Call call) {
    return CleanRoomsMlError.RESOURCE_NOT_FOUND.because(
        "There is no policy of the configured audience model " + call.parameter(ARN));
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
