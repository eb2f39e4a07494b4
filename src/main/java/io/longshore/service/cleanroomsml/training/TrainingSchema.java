package io.longshore.service.cleanroomsml.training;

import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.longshore.service.resource.JsonMembers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The one entry of a training dataset's trainingData: a table and the roles of its columns. */
final class TrainingSchema {

  private static final List<String> NEEDED = List.of("USER_ID", "ITEM_ID", "TIMESTAMP");

  private TrainingSchema() {}

  /** The request's trainingData, checked, without unknown members. Also checks its role. */
  static JsonArray checked(Principal caller, JsonObject request, RoleLocations places) {
    JsonArray data = checked(caller, request.getJsonArray("trainingData"));
    String role = request.getString("roleArn");
    OwnershipRules.role(caller, role, "roleArn");
    places.requireTable(caller.account(), role, data.getJsonObject(0));
    return data;
  }

  /**
   * The request's trainingData, checked, without unknown members.
   *
   * @param data must have one entry
   */
  static JsonArray checked(Principal caller, JsonArray data) {
    JsonObject dataset = data.getJsonObject(0);
    JsonObject input = dataset.getJsonObject("inputConfig");
    JsonArray schema = columns(input.getJsonArray("schema"));
    JsonObject glue = input.getJsonObject("dataSource").getJsonObject("glueDataSource");
    JsonObject source =
        JsonMembers.copy(glue, new JsonObject(), "tableName", "databaseName", "catalogId");
    String catalog = source.getString("catalogId", caller.account());
    if (!catalog.equals(caller.account())) {
      throw CleanRoomsMlError.ACCESS_DENIED.because(
          "catalogId must be your account %s, was %s".formatted(caller.account(), catalog));
    }
    JsonObject config =
        new JsonObject()
            .put("schema", schema)
            .put("dataSource", new JsonObject().put("glueDataSource", source));
    return new JsonArray()
        .add(new JsonObject().put("type", dataset.getString("type")).put("inputConfig", config));
  }

  static JsonArray columns(JsonArray columns) {
    JsonArray copied = new JsonArray();
    Set<String> names = new HashSet<>();
    List<String> types = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      JsonObject column =
          JsonMembers.copy(columns.getJsonObject(i), new JsonObject(), "columnName", "columnTypes");
      if (!names.add(column.getString("columnName"))) {
        throw CleanRoomsMlError.VALIDATION.because(
            "schema has the column '" + column.getString("columnName") + "' twice");
      }
      types.add(column.getJsonArray("columnTypes").getString(0));
      copied.add(column);
    }
    for (String type : NEEDED) {
      long found = types.stream().filter(type::equals).count();
      if (found != 1) {
        throw CleanRoomsMlError.VALIDATION.because(
            "schema must have one column of the type %s, has %d".formatted(type, found));
      }
    }
    return copied;
  }
}
