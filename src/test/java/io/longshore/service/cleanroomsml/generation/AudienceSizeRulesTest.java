package io.longshore.service.cleanroomsml.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which sizes of audiences a request may ask for. */
class AudienceSizeRulesTest {

  private static final Principal CALLER = new Principal("111122223333", "us-east-1", "AKIA");

  @Test
  void a_size_of_more_than_100_percent_is_refused() {
    assertThat(AudienceSizeRules.checked(sizes("PERCENTAGE", 1, 100)))
        .isEqualTo(sizes("PERCENTAGE", 1, 100));
    assertThat(AudienceSizeRules.checked(sizes("ABSOLUTE", 101))).isEqualTo(sizes("ABSOLUTE", 101));
    assertRefused(
        () -> AudienceSizeRules.checked(sizes("PERCENTAGE", 1, 101)),
        CleanRoomsMlError.VALIDATION,
        "101");
  }

  @Test
  void unknown_members_of_sizes_are_dropped() {
    assertThat(AudienceSizeRules.checked(sizes("ABSOLUTE", 5).put("more", 1)))
        .isEqualTo(sizes("ABSOLUTE", 5));
  }

  @Test
  void an_export_has_a_size_of_its_model() {
    CleanRoomsMlResource model =
        model(new JsonObject().put("audienceSizeConfig", sizes("ABSOLUTE", 5, 9)));

    assertThat(AudienceSizeRules.chosen(size("ABSOLUTE", 9), model)).isEqualTo(size("ABSOLUTE", 9));
    assertRefused(
        () -> AudienceSizeRules.chosen(size("ABSOLUTE", 6), model),
        CleanRoomsMlError.VALIDATION,
        "[5,9]",
        "ABSOLUTE 6");
    assertRefused(
        () -> AudienceSizeRules.chosen(size("PERCENTAGE", 5), model),
        CleanRoomsMlError.VALIDATION,
        "PERCENTAGE 5");
  }

  @Test
  void an_export_of_a_model_without_sizes_has_any_size() {
    CleanRoomsMlResource model = model(new JsonObject());

    assertThat(AudienceSizeRules.chosen(size("PERCENTAGE", 100), model))
        .isEqualTo(size("PERCENTAGE", 100));
    assertRefused(
        () -> AudienceSizeRules.chosen(size("PERCENTAGE", 101), model),
        CleanRoomsMlError.VALIDATION,
        "101");
  }

  private static void assertRefused(ThrowingCallable call, ServiceError code, String... words) {
    ApiError error = catchThrowableOfType(ApiError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.getMessage()).contains(words);
  }

  private static CleanRoomsMlResource model(JsonObject body) {
    return CleanRoomsMlResource.made(
        CleanRoomsMlResourceType.CONFIGURED_AUDIENCE_MODEL,
        CALLER,
        "m",
        body.put("name", "model"),
        new JsonObject(),
        Instant.EPOCH);
  }

  private static JsonObject sizes(String type, Object... bins) {
    JsonArray list = new JsonArray();
    for (Object bin : bins) {
      list.add(bin);
    }
    return new JsonObject().put("audienceSizeType", type).put("audienceSizeBins", list);
  }

  private static JsonObject size(String type, int value) {
    return new JsonObject().put("type", type).put("value", value);
  }
}
