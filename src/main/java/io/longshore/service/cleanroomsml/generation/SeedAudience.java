package io.longshore.service.cleanroomsml.generation;

import io.longshore.api.Principal;
import io.longshore.job.S3Place;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.vertx.core.json.JsonObject;

/** The seedAudience of a request: a file of users in S3. */
public final class SeedAudience {

  private SeedAudience() {}

  /** The request's seedAudience, checked, without unknown members. */
  static JsonObject checked(Principal caller, JsonObject seed) {
    JsonObject source = seed.getJsonObject("dataSource");
    boolean sql = seed.containsKey("sqlParameters");
    if (sql && source != null) {
      throw CleanRoomsMlError.VALIDATION.because(
          "seedAudience must have dataSource or sqlParameters, not both");
    }
    if (sql || seed.containsKey("sqlComputeConfiguration")) {
      throw CleanRoomsMlError.VALIDATION.because(
          "seedAudience.sqlParameters and sqlComputeConfiguration are not supported here: put the"
              + " seed's users into a file of JSON lines such as {\"user_id\": \"1\"}, and name it"
              + " in dataSource.s3Uri");
    }
    if (source == null) {
      throw CleanRoomsMlError.VALIDATION.because(
          "seedAudience must have a dataSource, with the s3Uri of a file of JSON lines");
    }
    String role = seed.getString("roleArn");
    OwnershipRules.role(caller, role, "seedAudience.roleArn");
    String uri = source.getString("s3Uri");
    place(uri, "seedAudience.dataSource.s3Uri");
    return new JsonObject()
        .put("dataSource", new JsonObject().put("s3Uri", uri))
        .put("roleArn", role);
  }

  /** The place of a request's member; fails when it is not valid. */
  public static S3Place place(String uri, String member) {
    return S3Place.folder(uri, why -> CleanRoomsMlError.VALIDATION.because(member + " " + why));
  }
}
