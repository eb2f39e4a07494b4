package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.resource.JsonMembers;
import io.vertx.core.json.JsonObject;

/**
 * The rules for audience sizes: a number of users, or a percentage of the training data's users.
 */
public final class AudienceSizeRules {

  private static final String PERCENTAGE = "PERCENTAGE";
  private static final int MOST_PERCENT = 100;

  private AudienceSizeRules() {}

  /** The request's audienceSizeConfig, checked, without unknown members. */
  public static JsonObject checked(JsonObject sizes) {
    String type = sizes.getString("audienceSizeType");
    for (Object bin : sizes.getJsonArray("audienceSizeBins")) {
      require(type, ((Number) bin).intValue());
    }
    return JsonMembers.copy(sizes, new JsonObject(), "audienceSizeType", "audienceSizeBins");
  }

  /**
   * The size of an export; fails when the model does not have it.
   *
   * @param model the configured model; without an audienceSizeConfig it has every size
   */
  public static JsonObject chosen(JsonObject size, CleanRoomsMlResource model) {
    String type = size.getString("type");
    int value = size.getInteger("value");
    require(type, value);
    JsonObject sizes = model.body().getJsonObject("audienceSizeConfig");
    if (sizes != null
        && !(sizes.getString("audienceSizeType").equals(type)
            && sizes.getJsonArray("audienceSizeBins").contains(value))) {
      throw CleanRoomsMlError.VALIDATION.because(
          "audienceSize must be one that the configured audience model has, %s of %s; was %s %d"
              .formatted(
                  sizes.getString("audienceSizeType"),
                  sizes.getJsonArray("audienceSizeBins").encode(),
                  type,
                  value));
    }
    return new JsonObject().put("type", type).put("value", value);
  }

  private static void require(String type, int value) {
    if (type.equals(PERCENTAGE) && value > MOST_PERCENT) {
      throw CleanRoomsMlError.VALIDATION.because(
          "A size in PERCENTAGE must be 1 to " + MOST_PERCENT + ", was " + value);
    }
  }
}
