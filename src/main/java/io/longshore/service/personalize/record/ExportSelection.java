package io.longshore.service.personalize.record;

import io.longshore.service.personalize.deletion.DeletedUsers;
import io.longshore.service.personalize.job.IngestionMode;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The records that an export has; fixed when it is created.
 *
 * @param loads the loads of bulk rows
 * @param seq the number of the last call whose records it has, or -1 for none
 * @param columns the number of columns of each row
 * @param forgotten deletions of users whose records may not be purged
 * @param single whether its bulk rows are of one full import, and so packed and without duplicates;
 *     rows that calls put may be equal to them
 * @param since only records that an earlier export does not have; empty for all
 */
public record ExportSelection(
    IngestionMode mode,
    boolean entities,
    List<UUID> loads,
    long seq,
    int columns,
    List<DeletedUsers> forgotten,
    boolean single,
    Optional<NewRecords> since) {

  /** All records, also those that an earlier export has. */
  public ExportSelection(
      IngestionMode mode,
      boolean entities,
      List<UUID> loads,
      long seq,
      int columns,
      List<DeletedUsers> forgotten,
      boolean single) {
    this(mode, entities, loads, seq, columns, forgotten, single, Optional.empty());
  }

  /** The same without the records that an earlier export has. */
  public ExportSelection since(NewRecords only) {
    return new ExportSelection(
        mode, entities, loads, seq, columns, forgotten, single, Optional.of(only));
  }

  /** The records that an export of that mode reads of the present ones. */
  public static ExportSelection of(
      IngestionMode mode,
      RecordSchema schema,
      VisibleLoads loads,
      long seq,
      List<DeletedUsers> forgotten) {
    return new ExportSelection(
        mode,
        schema.type().isEntity(),
        mode == IngestionMode.PUT ? List.of() : loads.ids(),
        mode == IngestionMode.BULK ? -1 : seq,
        schema.fields().size(),
        forgotten,
        !loads.hasDuplicates()
            && (mode == IngestionMode.BULK
                || mode == IngestionMode.ALL && !schema.type().isEntity()));
  }

  public static ExportSelection of(JsonObject spec) {
    return new ExportSelection(
        IngestionMode.valueOf(spec.getString("mode")),
        spec.getBoolean("entities"),
        uuids(spec.getJsonArray("loads")),
        spec.getLong("seq"),
        spec.getInteger("columns"),
        spec.getJsonArray("forgotten", new JsonArray()).stream()
            .map(each -> DeletedUsers.of((JsonObject) each))
            .toList(),
        spec.getBoolean("single", false),
        Optional.ofNullable(spec.getJsonObject("since")).map(NewRecords::of));
  }

  public JsonObject spec() {
    JsonObject spec = new JsonObject();
    since.ifPresent(only -> spec.put("since", only.spec()));
    return spec.put("mode", mode.name())
        .put("entities", entities)
        .put("loads", new JsonArray(loads.stream().map(UUID::toString).toList()))
        .put("seq", seq)
        .put("columns", columns)
        .put("forgotten", new JsonArray(forgotten.stream().map(DeletedUsers::spec).toList()))
        .put("single", single);
  }

  public static List<UUID> uuids(JsonArray texts) {
    return texts.stream().map(text -> UUID.fromString((String) text)).toList();
  }
}
