package io.longshore.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests of dry runs, and what the tests read of the responses and of the database. */
final class DryRunRequests {

  private DryRunRequests() {}

  static JsonObject request(JsonObject endpoints, JsonObject file) {
    return new JsonObject().put("PinpointImport", endpoints).put("File", file);
  }

  static JsonObject content(String name, String text, boolean truncated) {
    return new JsonObject()
        .put("Name", name)
        .put("Content", Base64.getEncoder().encodeToString(text.getBytes(UTF_8)))
        .put("Truncated", truncated);
  }

  static JsonObject training(String role, String bucket) {
    JsonArray schema = new JsonArray();
    List.of("u USER_ID", "i ITEM_ID", "at TIMESTAMP")
        .forEach(
            column ->
                schema.add(
                    new JsonObject()
                        .put("columnName", column.split(" ")[0])
                        .put("columnTypes", new JsonArray().add(column.split(" ")[1]))));
    JsonObject glue = new JsonObject().put("databaseName", bucket).put("tableName", "clicks");
    JsonObject input =
        new JsonObject()
            .put("schema", schema)
            .put("dataSource", new JsonObject().put("glueDataSource", glue));
    return new JsonObject()
        .put("roleArn", role)
        .put(
            "trainingData",
            new JsonArray()
                .add(new JsonObject().put("type", "INTERACTIONS").put("inputConfig", input)));
  }

  static Map<String, String> members(JsonObject body) {
    Map<String, String> members = new HashMap<>();
    body.getJsonArray("Columns").stream()
        .map(JsonObject.class::cast)
        .forEach(column -> members.put(column.getString("Name"), column.getString("Member")));
    return members;
  }

  /** The number and the digest of the rows of each table that calls and workers do not record. */
  static List<String> tables(DatabaseConfig database) {
    return Sql.run(
            database,
            "select tablename from pg_tables where schemaname = 'public' and tablename not in"
                + " ('audit_chain', 'audit_event', 'create_replay', 'access_key', 'worker') order by 1")
        .stream()
        .map(
            table ->
                table
                    + Sql.run(
                        database,
                        "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by"
                            + " t::text)), '') from "
                            + table
                            + " t"))
        .toList();
  }
}
