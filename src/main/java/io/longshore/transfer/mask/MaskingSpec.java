package io.longshore.transfer.mask;

import io.longshore.api.ServiceResponse;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.job.Job;
import io.longshore.job.TransientFailure;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The masking of a job, which is fixed when the job is created: its description is kept in the
 * job's spec, and a piece runs only where the role has the same rules with the same key. So a job
 * whose role is configured anew, or differs between replicas, never mixes masked and other values.
 */
public final class MaskingSpec {

  private static final String MEMBER = "masking";

  private MaskingSpec() {}

  /** Keeps the description in the spec of a job to be created. */
  public static void keep(JsonObject spec, Optional<MaskRules> rules) {
    rules.ifPresent(masked -> spec.put(MEMBER, new JsonObject(masked.description())));
  }

  /** The description that the spec keeps; empty if nothing is masked. */
  public static Optional<JsonObject> kept(JsonObject spec) {
    return Optional.ofNullable(spec.getJsonObject(MEMBER));
  }

  /** Copies the description from a job's spec into its manifest. */
  public static void describe(Job job, JsonObject manifest) {
    kept(job.spec()).ifPresent(masked -> manifest.put(MEMBER, masked));
  }

  /** Adds to the response that creates a masked job what the audit log records of its masking. */
  public static ServiceResponse remark(JsonObject spec, ServiceResponse response) {
    return kept(spec)
        .map(masked -> response.remarked(MEMBER + "=" + masked.encode()))
        .orElse(response);
  }

  /**
   * The rules for a piece of the job.
   *
   * @param account the account of the role
   * @throws TransientFailure if the role's rules or key are not those at the creation of the job
   */
  public static Optional<MaskRules> of(
      ObjectStores stores, String account, String role, MaskService service, Job job) {
    Optional<MaskRules> rules = stores.mask(account, role, service);
    Optional<String> now = rules.map(masked -> digest(new JsonObject(masked.description())));
    if (!now.equals(kept(job.spec()).map(MaskingSpec::digest))) {
      throw new TransientFailure(
          "What %s masks in exports was changed after the job was created, or this replica is"
                  .formatted(role)
              + " configured differently: restore the configuration, or cancel the job and create it"
              + " again");
    }
    return rules;
  }

  private static String digest(JsonObject description) {
    return description.getString("digest");
  }
}
