package io.longshore.service.cleanroomsml.training;

import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * The S3 places of tables, seeds and audiences, and the check that a request's role may use them.
 */
public final class RoleLocations {

  private final GlueConfig glue;
  private final RolePrecheck roleCheck;

  public RoleLocations(ObjectStores stores, GlueConfig glue) {
    this.glue = glue;
    this.roleCheck = new RolePrecheck(stores, CleanRoomsMlError.VALIDATION);
  }

  /**
   * The place of a table. One that the configuration does not have is a folder of the bucket with
   * the database's name.
   */
  public static S3Place of(
      Optional<GlueTable> known,
      String database,
      String table,
      Function<String, RuntimeException> refused) {
    return known
        .map(
            described ->
                S3Place.parse(described.uri(), why -> refused.apply("A uri of glue.tables " + why)))
        .orElse(new S3Place(database, table + "/"));
  }

  /**
   * Refuses a role that may not read a training dataset's table.
   *
   * @param training the one entry of its trainingData
   */
  public void requireTable(String account, String role, JsonObject training) {
    JsonObject source =
        training
            .getJsonObject("inputConfig")
            .getJsonObject("dataSource")
            .getJsonObject("glueDataSource");
    String database = source.getString("databaseName");
    String table = source.getString("tableName");
    S3Place place =
        of(glue.table(database, table), database, table, CleanRoomsMlError.VALIDATION::because);
    roleCheck.require(account, role, place.bucket(), place.key());
  }

  /** Refuses a role that may not read objects with this prefix. */
  public void requireFile(String account, String role, String uri) {
    S3Place place = S3Place.parse(uri, CleanRoomsMlError.VALIDATION::because);
    roleCheck.require(account, role, place.bucket(), place.key());
  }

  /** What an audience export under the role hides. */
  public Optional<MaskRules> mask(String account, String role) {
    return roleCheck.mask(account, role, MaskService.CLEANROOMSML);
  }

  /** How an audience export under the role is compressed; empty for gzip. */
  public Optional<String> compression(String account, String role) {
    return roleCheck.compression(account, role);
  }

  /** The format of an audience export under the role; empty for JSON lines. */
  public Optional<String> format(String account, String role) {
    return roleCheck.format(account, role);
  }

  /** Refuses a role that may not write into that folder. */
  public void requireFolder(String account, String role, String uri) {
    S3Place place = S3Place.parse(uri, CleanRoomsMlError.VALIDATION::because);
    roleCheck.require(account, role, place.bucket(), place.in(""));
  }
}
