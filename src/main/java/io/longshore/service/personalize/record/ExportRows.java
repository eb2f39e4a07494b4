package io.longshore.service.personalize.record;

import io.longshore.service.personalize.deletion.DeletedUsers;
import io.longshore.service.personalize.job.IngestionMode;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The records that an export reads. Of equal rows one is written; which rows of a key are written
 * depends on the mode. Source: "Exporting the training data in a dataset" of the developer guide.
 */
public final class ExportRows {

  private static final String TABLE = "personalize_record";
  private static final int SAMPLE_LIMIT = 130_000;
  private static final int COUNT_LIMIT = 50_000;

  /** The visible rows: those of the loads $4 and of calls up to $5. */
  private static final String SEEN =
      "(%1$s.load = any($4) or %1$s.load is null and %1$s.seq <= $5)";

  /** The same without loads: it finds its few rows by their own index. */
  private static final String PUT =
      "personalize_record.load is null and personalize_record.seq <= $5"
          + " and cardinality($4::uuid[]) = 0";

  /**
   * An id is a key, a digest and a number of 16 + 16 hexadecimal digits, separated by U+0001: the
   * lengths, from the end, of the number, and of the digest with the number.
   */
  private static final int NUMBER = 1 + 32;

  private static final int DIGEST_AND_NUMBER = 1 + 22 + NUMBER;

  // "offset 0" prevents a join over the whole container for each chunk.
  private static final String NONE_AFTER =
      """
      %s and not exists (
        select 1 from personalize_record n
         where n.container = $1 and n.bucket = personalize_record.bucket
           and n.id > :from and n.id < :to and (:after)
           and %s
        offset 0)"""
          .formatted(SEEN.formatted(TABLE), SEEN.formatted("n"));

  private static final String OF_KEY =
      NONE_AFTER
          .replace(":from", "left(personalize_record.id, -" + DIGEST_AND_NUMBER + ") || chr(1)")
          .replace(":to", "left(personalize_record.id, -" + DIGEST_AND_NUMBER + ") || chr(2)");

  /** The newest row of a key. */
  private static final String NEWEST =
      OF_KEY.replace(
          ":after",
          "(n.seq, right(n.id, 32)) > (personalize_record.seq, right(personalize_record.id, 32))");

  /** The rows of a key's newest import, without duplicates. */
  private static final String OF_NEWEST_IMPORT =
      OF_KEY.replace(
          ":after",
          "n.seq > personalize_record.seq or n.seq = personalize_record.seq"
              + " and n.id > personalize_record.id"
              + " and left(n.id, -33) = left(personalize_record.id, -33)");

  /**
   * Without rows of deleted users. A deletion hides all earlier rows of the key too, so that the
   * choice of the newest row need not regard it.
   */
  private static final String NOT_FORGOTTEN =
      """
      %s and not exists (
        select 1 from unnest($7::text[], $8::uuid[], $9::bigint[]) as f (deletion, load, seq),
                    personalize_deleted_user d
         where d.container = f.deletion and d.bucket = personalize_record.bucket
           and d.id > split_part(personalize_record.id, chr(1), 1) || chr(1)
           and d.id < split_part(personalize_record.id, chr(1), 1) || chr(2)
           and d.load = f.load and personalize_record.seq <= f.seq
        offset 0)""";

  /** Only rows of calls after $n and of the loads $n+1. */
  private static final String NEW =
      "%s and (personalize_record.load is null and personalize_record.seq > $%d"
          + " or personalize_record.load = any($%d))";

  // Estimates from two of 256 hash buckets; small datasets are counted. The cost of both is
  // bounded.
  private static final String ESTIMATE =
      """
      select sample,
             case when sample <= $3 / 128 then (
               select count(*) from (select 1 from personalize_record
                where container = $1 limit $3) c) else 0 end as counted
        from (select count(*) as sample from (select 1 from personalize_record
                where container = $1 and bucket = any('{85,170}') limit $2) s) each""";

  private final Postgres postgres;

  public ExportRows(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Estimates the rows of a dataset, visible or not, at bounded cost. */
  public Future<Long> estimate(String dataset) {
    return postgres
        .request(ESTIMATE, Tuple.of(dataset, SAMPLE_LIMIT, COUNT_LIMIT))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long whole = row.getLong("sample") * (HashBucket.COUNT / 2);
              return Math.max(whole, row.getLong("counted"));
            });
  }

  /**
   * The rows of the hash buckets, ordered by key.
   *
   * @param client where they are read
   */
  public RowSource lines(
      SqlClient client, String dataset, ExportSelection selection, List<Integer> buckets) {
    boolean packed =
        selection.single()
            && selection.forgotten().isEmpty()
            && !selection.loads().isEmpty()
            && selection.since().isEmpty();
    return packed
        ? new PackedRows(
            client,
            dataset,
            selection,
            buckets,
            others -> stored(client, dataset, selection, others))
        : stored(client, dataset, selection, buckets);
  }

  private static RowSource stored(
      SqlClient client, String dataset, ExportSelection selection, Collection<Integer> buckets) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(selection.loads().toArray(UUID[]::new));
    parameters.add(selection.seq());
    parameters.add(selection.columns());
    List<DeletedUsers> forgotten = selection.forgotten();
    if (!forgotten.isEmpty()) {
      parameters.add(forgotten.stream().map(DeletedUsers::deletion).toArray(String[]::new));
      parameters.add(forgotten.stream().map(DeletedUsers::load).toArray(UUID[]::new));
      parameters.add(forgotten.stream().map(DeletedUsers::seq).toArray(Long[]::new));
    }
    String condition = condition(selection);
    if (selection.since().isPresent()) {
      condition = NEW.formatted(condition, 4 + parameters.size(), 5 + parameters.size());
      parameters.add(selection.since().get().seq());
      parameters.add(selection.since().get().loads().toArray(UUID[]::new));
    }
    return new JsonLinesRows(
        client,
        new LineSelection(
            TABLE,
            dataset,
            condition,
            parameters,
            "line || repeat(',', $6::int - columns)",
            mayHaveTwins(selection) ? Optional.of(DataRecord.EQUAL) : Optional.empty()),
        buckets);
  }

  private static String condition(ExportSelection selection) {
    String chosen = chosen(selection);
    return selection.forgotten().isEmpty() ? chosen : NOT_FORGOTTEN.formatted(chosen);
  }

  private static String chosen(ExportSelection selection) {
    if (selection.mode() == IngestionMode.PUT) {
      return PUT;
    }
    if (isEachOnce(selection)) {
      return SEEN.formatted(TABLE);
    }
    return selection.mode() == IngestionMode.ALL ? NEWEST : OF_NEWEST_IMPORT;
  }

  private static boolean isEachOnce(ExportSelection selection) {
    return !selection.entities() || selection.mode() == IngestionMode.PUT || selection.single();
  }

  private static boolean mayHaveTwins(ExportSelection selection) {
    boolean bulkOnly = selection.mode() == IngestionMode.BULK;
    return isEachOnce(selection) && !(selection.single() && bulkOnly);
  }
}
