package io.longshore.service.personalize;

import io.longshore.engine.ImportType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.job.Rejection;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.CsvReader;
import io.longshore.transfer.Importer;
import io.longshore.transfer.ReadLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Brings CSV files into a dataset, a piece each, and shows their rows at once: instead of the bulk
 * rows that were there, or beside them. A row that does not fit the schema fails the job.
 */
public final class DatasetImport implements ImportType {

  static final String NAME = PersonalizeJobs.IMPORT;
  private static final int PAGE = 1000;
  private static final int MOST_FILES = 10_000;

  private final Vertx vertx;
  private final ObjectStores stores;
  private final Function<String, Future<BulkLoad.Load>> loads;
  private final ImportStore imports;
  private final Importer importer;

  /**
   * @param loads begins a bulk load by its COPY statement
   */
  public DatasetImport(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads) {
    this.vertx = vertx;
    this.stores = stores;
    this.loads = loads;
    this.imports = new ImportStore(postgres);
    this.importer = new Importer(vertx);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String word(Phase phase) {
    return PersonalizeJobs.word(phase);
  }

  /** Removes what no export reads any more, and lists the files: one, or the CSVs of a folder. */
  @Override
  public Future<List<Piece>> plan(Job job) {
    JsonObject spec = job.spec();
    Place place = new Place(spec.getString("bucket"), spec.getString("key"));
    ObjectStore store = store(job);
    return imports
        .remove(spec.getString("dataset"), uuids(spec.getJsonArray("retired")))
        .compose(removed -> single(store, place))
        .compose(
            one ->
                one.isPresent()
                    ? Future.succeededFuture(List.of(one.get()))
                    : folder(store, place, Optional.empty(), new ArrayList<>()))
        .map(
            pieces -> {
              if (pieces.isEmpty()) {
                throw new Rejection("Invalid Data location.");
              }
              return pieces;
            });
  }

  private static Future<Optional<Piece>> single(ObjectStore store, Place place) {
    if (place.key().isEmpty() || place.key().endsWith("/")) {
      return Future.succeededFuture(Optional.empty());
    }
    return store
        .head(place.bucket(), place.key())
        .map(found -> found.map(head -> piece(place.key(), head.etag())));
  }

  private static Future<List<Piece>> folder(
      ObjectStore store, Place place, Optional<String> after, List<Piece> found) {
    return store
        .list(place.bucket(), place.in(""), Optional.of("/"), after, PAGE)
        .compose(
            page -> {
              for (Listed object : page.objects()) {
                if (object.size() > 0 && object.key().matches("(?is).*\\.csv(\\.gz)?")) {
                  found.add(piece(object.key(), object.etag()));
                }
              }
              if (found.size() > MOST_FILES) {
                throw new Rejection("The folder has more than " + MOST_FILES + " CSV files.");
              }
              return page.next().isEmpty()
                  ? Future.succeededFuture(found)
                  : folder(store, place, page.next(), found);
            });
  }

  private static Piece piece(String key, String etag) {
    return new Piece(new JsonObject().put("key", key).put("etag", etag), Optional.empty());
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = job.spec();
    String bucket = spec.getString("bucket");
    String key = piece.spec().getString("key");
    String file = "s3://" + bucket + "/" + key;
    CsvRecords encoder =
        new CsvRecords(
            RecordSchema.parse(spec.getString("schema")),
            spec.getString("dataset"),
            outputs.load(),
            spec.getLong("seq"));
    return store(job)
        .read(Source.of(bucket, key).pinned(piece.spec().getString("etag")))
        .map(read -> CsvReader.of(vertx, read, file, ReadLimits.DEFAULT))
        .compose(
            rows ->
                loads
                    .apply(CsvRecords.COPY)
                    .onFailure(none -> rows.close())
                    .compose(
                        load ->
                            importer.load(
                                rows,
                                file,
                                encoder,
                                new Importer.Target(load::write, load::end, load::cancel),
                                outputs)))
        .map(DatasetImport::verdict);
  }

  /** All rows or none. */
  private static Outcome verdict(Outcome loaded) {
    if (loaded instanceof Outcome.Done done && done.rowsFailed() > 0) {
      List<String> first = done.refusals().subList(0, Math.min(5, done.refusals().size()));
      String more = done.rowsFailed() > first.size() ? ", and so on" : "";
      return new Outcome.Rejected(
          "%d rows do not fit the schema: %s%s"
              .formatted(done.rowsFailed(), String.join("; ", first), more));
    }
    return loaded;
  }

  @Override
  public Future<Void> switchIn(Transaction tx, Job job, List<UUID> loaded) {
    boolean alone = job.spec().getString("importMode").equals("FULL");
    return imports.show(tx, job.spec().getString("dataset"), loaded, alone);
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return imports.remove(job.spec().getString("dataset"), List.of(load));
  }

  @Override
  public Future<Void> discard(Job job) {
    return imports.remove(job.spec().getString("dataset"), job.spec().getLong("seq"));
  }

  private ObjectStore store(Job job) {
    return stores.forRole(job.account(), job.spec().getString("roleArn"));
  }

  private static List<UUID> uuids(JsonArray texts) {
    return texts.stream().map(text -> UUID.fromString((String) text)).toList();
  }
}
