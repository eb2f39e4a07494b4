package io.longshore.service.cleanroomsml.configured;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A resource policy of a configured audience model, taken apart. A denial beats every permission;
 * what nothing permits is denied.
 */
public record AccessPolicy(List<AccessPolicyStatement> statements) {

  public static final String START = "cleanrooms-ml:StartAudienceGenerationJob";
  static final String GET = "cleanrooms-ml:GetConfiguredAudienceModel";

  /**
   * @param account who asks
   * @param action for example {@link #START}
   * @param resource the ARN of the configured audience model
   * @param collaboration what the request names, if any
   */
  record Request(String account, String action, String resource, Optional<String> collaboration) {}

  /** The policy of that text, which was accepted by {@link AccessPolicyParser} before. */
  static AccessPolicy of(String text) {
    return AccessPolicyParser.read(new JsonObject(text));
  }

  boolean allows(Request request) {
    List<AccessPolicyStatement> fitting = statements.stream().filter(s -> s.fits(request)).toList();
    return !fitting.isEmpty() && fitting.stream().allMatch(AccessPolicyStatement::allow);
  }
}
