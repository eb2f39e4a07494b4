package io.longshore.service.cleanroomsml.configured;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The resource policy of a configured audience model. A denial overrides permissions; what no
 * statement permits is denied.
 */
public record AccessPolicy(List<AccessPolicyStatement> statements) {

  public static final String START = "cleanrooms-ml:StartAudienceGenerationJob";
  static final String GET = "cleanrooms-ml:GetConfiguredAudienceModel";

  /**
   * @param account the caller's
   * @param action for example {@link #START}
   * @param resource the ARN of the configured audience model
   * @param collaboration the one that the request names
   */
  record Request(String account, String action, String resource, Optional<String> collaboration) {}

  /** The policy of a text that {@link AccessPolicyParser} accepted before. */
  static AccessPolicy of(String text) {
    return AccessPolicyParser.read(new JsonObject(text));
  }

  boolean allows(Request request) {
    List<AccessPolicyStatement> fitting = statements.stream().filter(s -> s.fits(request)).toList();
    return !fitting.isEmpty() && fitting.stream().allMatch(AccessPolicyStatement::allow);
  }
}
