package io.longshore.service.cleanroomsml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which training data a request may name. */
class TrainingSchemaTest {

  private static final Principal CALLER = new Principal("111122223333", "us-east-1", "AKIA");
  private static final String OTHER = "444455556666";

  @Test
  void the_training_data_keeps_its_known_members() {
    JsonArray checked = TrainingSchema.checked(CALLER, training(new JsonObject()));

    assertThat(checked).isEqualTo(training(new JsonObject()));
    JsonArray more = training(new JsonObject().put("unknown", 1));
    assertThat(TrainingSchema.checked(CALLER, more)).isEqualTo(checked);
  }

  @Test
  void the_catalog_is_the_callers_own() {
    JsonObject own = new JsonObject().put("catalogId", CALLER.account());

    assertThat(TrainingSchema.checked(CALLER, training(own))).isEqualTo(training(own));
    assertRefused(
        () -> TrainingSchema.checked(CALLER, training(new JsonObject().put("catalogId", OTHER))),
        CleanRoomsMlError.ACCESS_DENIED,
        OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"USER_ID", "ITEM_ID", "TIMESTAMP"})
  void the_schema_has_one_column_of_each_needed_type(String type) {
    JsonArray two = training(new JsonObject());
    schema(two).add(column("again", type));
    JsonArray none = training(new JsonObject());
    schema(none).forEach(each -> retype((JsonObject) each, type));

    assertRefused(
        () -> TrainingSchema.checked(CALLER, two), CleanRoomsMlError.VALIDATION, type, "2");
    assertRefused(
        () -> TrainingSchema.checked(CALLER, none), CleanRoomsMlError.VALIDATION, type, "0");
  }

  @Test
  void the_schema_has_each_column_once() {
    JsonArray data = training(new JsonObject());
    schema(data).add(column("USER_ID", "NUMERICAL_FEATURE"));

    assertRefused(
        () -> TrainingSchema.checked(CALLER, data), CleanRoomsMlError.VALIDATION, "'USER_ID'");
  }

  private static void assertRefused(ThrowingCallable call, ServiceError code, String... words) {
    ApiError error = catchThrowableOfType(ApiError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.getMessage()).contains(words);
  }

  private static JsonArray training(JsonObject more) {
    JsonObject glue = more.copy().put("tableName", "t").put("databaseName", "d");
    JsonArray schema = new JsonArray();
    for (String type : new String[] {"USER_ID", "ITEM_ID", "TIMESTAMP"}) {
      schema.add(column(type, type));
    }
    JsonObject input =
        new JsonObject()
            .put("schema", schema)
            .put("dataSource", new JsonObject().put("glueDataSource", glue));
    return new JsonArray()
        .add(new JsonObject().put("type", "INTERACTIONS").put("inputConfig", input));
  }

  private static JsonArray schema(JsonArray training) {
    return training.getJsonObject(0).getJsonObject("inputConfig").getJsonArray("schema");
  }

  private static void retype(JsonObject column, String type) {
    if (column.getString("columnName").equals(type)) {
      column.put("columnTypes", new JsonArray().add("CATEGORICAL_FEATURE"));
    }
  }

  private static JsonObject column(String name, String type) {
    return new JsonObject().put("columnName", name).put("columnTypes", new JsonArray().add(type));
  }
}
