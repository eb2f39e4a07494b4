package io.longshore.service.pinpoint.job.load;

import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.AppJobRequest;
import io.longshore.service.pinpoint.job.ImportRequest;
import io.longshore.service.pinpoint.job.JobManifest;
import io.longshore.service.pinpoint.job.PinpointJobStatus;
import io.longshore.service.pinpoint.job.load.ImportFileTask.Format;
import io.longshore.service.pinpoint.job.load.ImportFileTask.Tools;
import io.longshore.service.pinpoint.job.row.CsvEndpoints;
import io.longshore.service.pinpoint.job.row.ImportedEndpoint;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.service.resource.NamedJobType;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.JsonLinesReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Imports endpoints from files of CSV or JSON lines into an app, an imported segment, or both: a
 * piece for each file, published at once. A row changes the endpoint of its id as UpdateEndpoint
 * does, or creates one, except that addresses are not taken from other endpoints.
 */
public final class EndpointImportJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  public static final String NAME = "pinpoint.import";

  private final ObjectStores stores;
  private final ImportFiles files;
  private final EndpointImportStore rows;
  private final ShadowContainerStore generations;
  private final ImportPublisher switches;
  private final Tools tools;

  /**
   * @param loads begins a COPY; see {@link BulkLoad#begin}
   * @param random for revisions of rows; several threads use it
   */
  public EndpointImportJob(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      RandomGenerator random) {
    super(NAME, PinpointJobStatus::of);
    this.stores = stores;
    this.files = new ImportFiles(vertx);
    this.rows = new EndpointImportStore(postgres);
    this.generations = new ShadowContainerStore(postgres);
    this.switches = new ImportPublisher(rows, generations, new SegmentStore(postgres));
    WorkerExecutor workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
    this.tools =
        new Tools(files, loads, rows, generations, new EndpointRows(postgres), workers, random);
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    ImportRequest request = request(job);
    return files
        .all(store(job, request), request.place(), request.csv())
        .map(
            found -> {
              List<Piece> pieces = new ArrayList<>();
              for (int i = 0; i < found.size(); i++) {
                JsonObject spec =
                    new JsonObject()
                        .put("File", i)
                        .put("Files", found.size())
                        .put("Key", found.get(i).key())
                        .put("ETag", found.get(i).etag());
                pieces.add(new Piece(spec, Optional.of(rejected(job, request, i))));
              }
              return pieces;
            });
  }

  private static Destination rejected(Job job, ImportRequest request, int file) {
    return new Destination(
        request.roleArn(),
        request.place().bucket(),
        request.folder() + "_%s-rejected-%05d.ndjson".formatted(job.id(), file),
        "application/x-ndjson");
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    ImportRequest request = request(job);
    return outputs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            JobManifest.ofImport(job, outputs, request.place().bucket(), request.folder()));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return request(job).csv()
        ? piece(job, piece, outputs, new Format<>(CsvReader::of, new CsvEndpoints()::of))
        : piece(job, piece, outputs, new Format<>(JsonLinesReader::of, ImportedEndpoint::of));
  }

  private <T> Future<Outcome> piece(Job job, Piece piece, Outputs outputs, Format<T> format) {
    ObjectStore store = store(job, request(job));
    return new ImportFileTask<>(tools, format, store, job, piece, outputs).run();
  }

  @Override
  public List<String> filledTables() {
    return List.of("pinpoint_endpoint", "pinpoint_member");
  }

  @Override
  public boolean loadsAreAnalysed() {
    return true;
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loads) {
    return publishAndCount(tx, job, loads).mapEmpty();
  }

  @Override
  public Future<Outcome.Done> publishAndCount(Transaction tx, Job job, List<UUID> loads) {
    return switches.run(tx, job, request(job), merge(job), loads);
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    UUID id = job.id().value();
    return rows.clear(id, load).compose(done -> generations.clear(id, Optional.of(load)));
  }

  @Override
  public Future<Void> discard(Job job) {
    UUID id = job.id().value();
    return rows.clear(id).compose(done -> generations.clear(id, Optional.empty()));
  }

  private ObjectStore store(Job job, ImportRequest request) {
    return stores.forJob(job.id().value(), job.account(), request.roleArn());
  }

  static ImportRequest request(Job job) {
    return ImportRequest.of(job.spec().getJsonObject("Definition"));
  }

  static EndpointMerge merge(Job job) {
    return new EndpointMerge(
        job.container(), Timestamps.text(job.createdAt()), job.id().toString());
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return Future.succeededFuture(AppJobRequest.of(job, "CreateImportJob", "import"));
  }
}
