package io.longshore.operator.key;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.policy.Decision;
import io.longshore.operator.AccountScope;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Explains what the policy of a key decides. */
public final class PolicyExplainer {

  private final KeyAccess access;

  public PolicyExplainer(ServiceDependencies dependencies, AccountScope scope) {
    this.access = new KeyAccess(dependencies, scope);
  }

  public Future<ServiceResponse> explain(Call call) {
    String id = call.body().getString("AccessKeyId");
    return access
        .admin(call)
        .compose(
            admin -> access.key(admin, call, id).compose(key -> explain(admin, id, call.body())));
  }

  private static Future<ServiceResponse> explain(AccessKeyAdmin admin, String id, JsonObject body) {
    return admin
        .explain(id, request(body))
        .map(found -> found.orElseThrow(() -> KeyAccess.unknown(id)))
        .map(PolicyExplainer::shown);
  }

  private static ServiceResponse shown(Decision decision) {
    return ServiceResponse.ok(
        new JsonObject().put("Allowed", decision.allowed()).put("Because", decision.because()));
  }

  private static AuthorizationRequest request(JsonObject body) {
    Map<String, String> context = new HashMap<>();
    put(context, AuthorizationRequest.SOURCE_IP, body.getString("SourceIp"));
    put(context, AuthorizationRequest.REQUESTED_REGION, body.getString("RequestedRegion"));
    boolean tls = body.getBoolean("SecureTransport", false);
    context.put(AuthorizationRequest.SECURE_TRANSPORT, Boolean.toString(tls));
    body.getJsonObject("ResourceTags", new JsonObject())
        .forEach(
            tag ->
                context.put(
                    AuthorizationRequest.RESOURCE_TAG + tag.getKey().toLowerCase(Locale.ROOT),
                    (String) tag.getValue()));
    return new AuthorizationRequest(
        body.getString("Action"), body.getString("Resource", "*"), context);
  }

  private static void put(Map<String, String> context, String key, String value) {
    if (value != null) {
      context.put(key, value);
    }
  }
}
