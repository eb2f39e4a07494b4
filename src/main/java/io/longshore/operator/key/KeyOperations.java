package io.longshore.operator.key;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.AccessKeyAdmin.Issued;
import io.longshore.identity.key.AccessKeyAdmin.View;
import io.longshore.identity.key.KeyLimits;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.operator.OperatorLists;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.resource.ListPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Creates, lists, rotates and disables access keys. A caller gives no key more than its own one
 * has: neither an account that it does not see, nor a policy that allows more, nor a longer life.
 */
public final class KeyOperations {

  private static final long DEFAULT_KEEP_SECONDS = Duration.ofHours(24).toSeconds();

  private final KeyAccess access;

  public KeyOperations(ServiceDependencies dependencies, AccountScope scope) {
    this.access = new KeyAccess(dependencies, scope);
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    String account = body.getString("Account", call.principal().account());
    access.scope().require(call.principal(), account);
    boolean temporary = body.getBoolean("Temporary", false);
    if (temporary && !body.containsKey("ExpiresInSeconds")) {
      throw OperatorError.VALIDATION.because("A temporary key needs ExpiresInSeconds");
    }
    return access
        .admin(call)
        .compose(
            admin ->
                admin
                    .limits(call.principal().accessKey())
                    .compose(limits -> create(call, account, temporary, admin, limits)));
  }

  private Future<ServiceResponse> create(
      Call call, String account, boolean temporary, AccessKeyAdmin admin, KeyLimits limits) {
    Optional<String> policy = policy(limits, Optional.ofNullable(call.body().getString("Policy")));
    requirePermitted(call, limits, policy, "create");
    Optional<Instant> end =
        limits.end(
            Optional.ofNullable(call.body().getLong("ExpiresInSeconds"))
                .map(access.clock().instant()::plusSeconds));
    return access
        .postgres()
        .transactOnce(
            call,
            tx ->
                (temporary
                        ? admin.in(tx).createTemporary(account, policy, end.orElseThrow())
                        : admin.in(tx).create(account, policy, end))
                    .map(key -> ServiceResponse.ok(shown(key, account, end))));
  }

  private static Optional<String> policy(KeyLimits limits, Optional<String> wanted) {
    try {
      return limits.policyOf(wanted);
    } catch (IllegalArgumentException invalid) {
      throw OperatorError.VALIDATION.because("Policy: " + invalid.getMessage());
    }
  }

  private static void requirePermitted(
      Call call, KeyLimits limits, Optional<String> policy, String verb) {
    if (!limits.permits(policy)) {
      throw OperatorError.ACCESS_DENIED.because(
          "Key %s has a policy and cannot %s a key that may do more: that key's policy must have only Allow statements of its policy, and all its Deny statements"
              .formatted(call.principal().accessKey(), verb));
    }
  }

  public Future<ServiceResponse> list(Call call) {
    Optional<String> account = access.scope().of(call);
    ListPage page = OperatorLists.PAGING.page(call, account.orElse(""));
    return access
        .admin(call)
        .compose(admin -> admin.page(account, page.after(), page.limit()))
        .map(keys -> page.answer("Keys", keys, this::summary, View::id));
  }

  public Future<ServiceResponse> rotate(Call call) {
    String old = call.parameter("accessKeyId");
    return access
        .admin(call)
        .compose(
            admin ->
                access
                    .key(admin, call, old)
                    .compose(
                        key ->
                            admin
                                .limits(call.principal().accessKey())
                                .compose(limits -> rotate(call, admin, key, limits))));
  }

  /** The new key has the policy of the old one. */
  private Future<ServiceResponse> rotate(
      Call call, AccessKeyAdmin admin, View old, KeyLimits limits) {
    Duration keep = Duration.ofSeconds(call.body().getLong("KeepSeconds", DEFAULT_KEEP_SECONDS));
    Optional<Instant> end = limits.end(Optional.empty());
    return admin
        .limits(old.id())
        .compose(
            olds -> {
              requirePermitted(call, limits, olds.policy(), "rotate");
              return access
                  .postgres()
                  .transactOnce(
                      call,
                      tx ->
                          admin
                              .in(tx)
                              .rotate(old.id(), keep, end)
                              .map(issued -> rotated(old, issued, end)));
            });
  }

  private static ServiceResponse rotated(View old, Optional<Issued> issued, Optional<Instant> end) {
    return issued
        .map(key -> shown(key, old.account(), end).put("ReplacedAccessKeyId", old.id()))
        .map(ServiceResponse::ok)
        .orElseThrow(
            () ->
                OperatorError.CONFLICT.because(
                    "Key %s is disabled, expired or temporary and cannot be rotated"
                        .formatted(old.id())));
  }

  public Future<ServiceResponse> disable(Call call) {
    String id = call.parameter("accessKeyId");
    return access
        .admin(call)
        .compose(admin -> access.key(admin, call, id).compose(key -> admin.disable(key.id())))
        .map(
            done ->
                ServiceResponse.ok(
                    new JsonObject().put("AccessKeyId", id).put("State", "DISABLED")));
  }

  private static JsonObject shown(Issued key, String account, Optional<Instant> end) {
    JsonObject shown =
        new JsonObject().put("AccessKeyId", key.id()).put("SecretAccessKey", key.secret());
    key.token().ifPresent(token -> shown.put("SessionToken", token));
    shown.put("Account", account);
    end.ifPresent(at -> shown.put("ExpiresAt", at.toString()));
    return shown;
  }

  private JsonObject summary(View key) {
    boolean expired =
        key.expires().filter(end -> !access.clock().instant().isBefore(end)).isPresent();
    String state = key.state().toUpperCase(Locale.ROOT);
    JsonObject summary =
        new JsonObject()
            .put("AccessKeyId", key.id())
            .put("Account", key.account())
            .put("State", expired && state.equals("ENABLED") ? "EXPIRED" : state)
            .put("Temporary", key.temporary())
            .put("Restricted", key.restricted())
            .put("CreatedAt", key.created().toString());
    key.expires().ifPresent(at -> summary.put("ExpiresAt", at.toString()));
    key.lastUsed().ifPresent(at -> summary.put("LastUsedAt", at.toString()));
    return summary;
  }
}
