package io.longshore.service.cleanroomsml.export;

import io.longshore.api.Arn;
import io.longshore.config.mask.MaskService;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.cleanroomsml.generation.AudienceSizes;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.generation.RankingStore.Ranking;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.RecreatedAudienceJob;
import io.longshore.service.resource.NamedJobType;
import io.longshore.service.resource.PieceRows;
import io.longshore.store.Postgres;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.mask.JsonLinesMask;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.parquet.write.ParquetEncoder;
import io.longshore.transfer.parquet.write.RowMember;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowSource;
import io.longshore.transfer.write.RowTransform;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the best users of an audience as gzipped JSON lines or in the format of the role, ordered
 * by rank from the first object on.
 */
public final class AudienceExportJob extends NamedJobType implements RecreatableJobType {

  private static final int FORMAT_VERSION = 1;
  private static final long SMALL = 100_000;
  private static final long ROWS_A_PIECE = 250_000;
  private static final int FEWEST = 4;

  private final Postgres postgres;
  private final RankingStore rankings;
  private final AudienceExportStore exports;
  private final ObjectStores stores;
  private final Exporter exporter;

  /**
   * @param stores knows what roles mask
   * @param exporter compresses with gzip
   */
  public AudienceExportJob(Postgres postgres, ObjectStores stores, Exporter exporter) {
    super(CleanRoomsMlJobStatus.EXPORT, CleanRoomsMlJobStatus::word);
    this.postgres = postgres;
    this.rankings = new RankingStore(postgres);
    this.exports = new AudienceExportStore(postgres);
    this.stores = stores;
    this.exporter = exporter;
  }

  /**
   * The folder of an export's objects, from its {@code spec}: {@code
   * s3://bucket/prefix/<generationJobId>/<exportId>/}.
   */
  static String outputLocation(JsonObject spec) {
    return folder(spec).toString();
  }

  private static S3Place folder(JsonObject spec) {
    S3Place place =
        S3Place.parse(spec.getJsonObject("destination").getString("s3Uri"), PermanentFailure::new);
    String name = spec.getString("generationJobId") + "/" + spec.getString("exportId") + "/";
    return new S3Place(place.bucket(), place.in(name));
  }

  /** Plans the users of the audience, at most as many as the size asks for. */
  @Override
  public Future<List<Piece>> plan(Job job) {
    JsonObject size = job.spec().getJsonObject("audienceSize");
    return rankings
        .find(job.spec().getString("generationJobId"))
        .map(found -> found.orElseThrow(AudienceExportJob::none))
        .map(
            ranking -> {
              long asked =
                  AudienceSizes.users(
                      size.getString("type"), size.getInteger("value"), ranking.modelUsers());
              return pieces(job.spec(), ranking, asked);
            });
  }

  private static PermanentFailure none() {
    return new PermanentFailure("The audience generation job has no audience, or it was deleted");
  }

  /** Pieces begin at block boundaries, so that no block is read twice. */
  private static List<Piece> pieces(JsonObject spec, Ranking ranking, long asked) {
    long rows = Math.min(asked, ranking.users());
    long count = rows <= SMALL ? 1 : Math.max(FEWEST, (rows + ROWS_A_PIECE - 1) / ROWS_A_PIECE);
    long blocks = (rows + RankingStore.BLOCK - 1) / RankingStore.BLOCK;
    ExportFormat format = ExportFormat.kept(spec, Compression.GZIP);
    List<Piece> pieces = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      long from = part * blocks / count * RankingStore.BLOCK;
      long to = Math.min(rows, (part + 1) * blocks / count * RankingStore.BLOCK);
      JsonObject share =
          new JsonObject().put("container", ranking.container()).put("from", from).put("to", to);
      if (part == 0 && asked > rows) {
        share.put("asked", asked).put("users", rows);
      }
      pieces.add(
          new Piece(
              share,
              Optional.of(
                  to(
                      "part-%05d%s".formatted(part, format.suffix(".jsonl")),
                      spec,
                      format.contentType("application/x-ndjson")))));
    }
    return pieces;
  }

  /**
   * The role is one of the configured model's owner, also when its policy lets another account
   * export.
   */
  @Override
  public String roleAccount(Job job) {
    return accountOf(job.spec().getJsonObject("destination").getString("roleArn"), job.account());
  }

  /** The account of the role. */
  static String accountOf(String role, String other) {
    return Arn.parse(role).map(Arn::account).orElse(other);
  }

  private static Destination to(String name, JsonObject spec, String contentType) {
    S3Place folder = folder(spec);
    return new Destination(
        spec.getJsonObject("destination").getString("roleArn"),
        folder.bucket(),
        folder.in(name),
        contentType);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject share = piece.spec();
    return Future.succeededFuture()
        .map(none -> masked(job))
        .compose(
            transform -> {
              ObjectEncoder encoder = encoder(job.spec(), piece, transform);
              return PieceRows.open(postgres, outputs, reader -> lines(reader, share))
                  .compose(lines -> exporter.export(lines, outputs, encoder));
            })
        .map(exported -> remarked(exported, share));
  }

  private ObjectEncoder encoder(JsonObject spec, Piece piece, RowTransform transform) {
    Optional<Compression> compression = Compression.kept(spec);
    return ExportFormat.isParquet(piece)
        ? ParquetEncoder.ofJsonLines(
            "user", List.of(RowMember.text("user_id")), transform, compression)
        : exporter.encoder(transform, compression);
  }

  private Future<RowSource> lines(PieceReader reader, JsonObject share) {
    return Future.succeededFuture(
        new AudienceLines(
            rankings,
            reader,
            share.getString("container"),
            share.getLong("from"),
            share.getLong("to")));
  }

  private RowTransform masked(Job job) {
    String role = job.spec().getJsonObject("destination").getString("roleArn");
    return MaskingSpec.of(stores, roleAccount(job), role, MaskService.CLEANROOMSML, job)
        .<RowTransform>map(JsonLinesMask::new)
        .orElse(RowTransform.NONE);
  }

  /** The first piece remarks that the audience has fewer users than the size asks for. */
  private static Outcome remarked(Outcome exported, JsonObject share) {
    return exported instanceof Outcome.Done done && share.containsKey("asked")
        ? new Outcome.Done(
            done.rows(),
            0,
            List.of(
                "The audience has %d users, %d were asked for"
                    .formatted(share.getLong("users"), share.getLong("asked"))))
        : exported;
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    JsonObject head =
        new JsonObject()
            .put("formatVersion", FORMAT_VERSION)
            .put("audienceGenerationJobId", job.spec().getString("generationJobId"))
            .put("audienceExportJobId", job.spec().getString("exportId"));
    MaskingSpec.describe(job, head);
    ExportFormat.describe(outputs, "mediaType", head);
    // Readers of a folder skip names that begin with _.
    Destination destination = to("_manifest.json", job.spec(), "application/json");
    return Optional.of(Manifest.listing(head, outputs, destination));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return exports
        .find(job.id().toString())
        .map(
            found -> {
              AudienceExportJobRow row =
                  found.orElseThrow(
                      () -> RecreatedAudienceJob.deleted("audience of the export " + job.id()));
              JsonObject body = new JsonObject().put("audienceSize", row.size());
              row.description().ifPresent(text -> body.put("description", text));
              return RecreatedAudienceJob.export(row.name(), row.generationArn(), body);
            });
  }

  /** The operation's response names no job, but the name of the new one is unique. */
  @Override
  public Future<Optional<JobId>> created(Job old, JobRequest request, JsonObject response) {
    return exports
        .named(
            old.spec().getString("generationJobId"),
            old.account(),
            request.body().getString("name"))
        .map(found -> found.flatMap(row -> JobId.parse(row.id())));
  }
}
