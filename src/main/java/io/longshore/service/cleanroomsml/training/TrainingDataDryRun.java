package io.longshore.service.cleanroomsml.training;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.ImportDryRun;
import io.longshore.service.JobRequest;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.training.TableFile.Format;
import io.longshore.transfer.dryrun.DryRunFile;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.FileDryRun;
import io.longshore.transfer.dryrun.GivenFile;
import io.longshore.transfer.parquet.RangedFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Dry runs of reading the table of a training dataset. */
public final class TrainingDataDryRun implements ImportDryRun {

  private static final String SIGNING_NAME = "cleanrooms-ml";
  private static final List<String> UNCHECKED =
      List.of(
          "The time window of an audience model, and the fewest users and interactions that it needs, are checked by the training only.");

  private final ServiceDependencies with;
  private final RoleLocations places;
  private final TrainingTables tables;

  public TrainingDataDryRun(ServiceDependencies with) {
    this.with = with;
    this.places = new RoleLocations(with.stores(), with.config().glue());
    this.tables = new TrainingTables(with.vertx(), with.config().glue());
  }

  @Override
  public String member() {
    return "TrainingDataset";
  }

  @Override
  public List<String> place() {
    return List.of("roleArn");
  }

  @Override
  public JobRequest creation(Principal caller, JsonObject request) {
    return new JobRequest(
        "cleanroomsml.CreateTrainingDataset",
        SIGNING_NAME + ":CreateTrainingDataset",
        new Arn(SIGNING_NAME, caller.region(), caller.account(), "training-dataset").toString(),
        new JsonObject(),
        request,
        "trainingDatasetArn");
  }

  @Override
  public Future<DryRunPlan> plan(Principal caller, JsonObject request, Optional<GivenFile> given) {
    return given
        .map(file -> file(file, TrainingSchema.columns(config(request).getJsonArray("schema"))))
        .orElseGet(() -> listed(caller, checked(caller, request), request.getString("roleArn")))
        .map(files -> new DryRunPlan(files, TrainingDataDryRun::verdict, UNCHECKED));
  }

  private static JsonObject config(JsonObject request) {
    return request.getJsonArray("trainingData").getJsonObject(0).getJsonObject("inputConfig");
  }

  private JsonObject checked(Principal caller, JsonObject request) {
    if (!config(request).containsKey("dataSource")) {
      throw CleanRoomsMlError.VALIDATION.because("inputConfig must have dataSource");
    }
    return TrainingSchema.checked(caller, request, places)
        .getJsonObject(0)
        .getJsonObject("inputConfig");
  }

  private static Optional<String> verdict(long rows) {
    return rows == 0
        ? Optional.of("The table's files have no row: there is nothing to train on")
        : Optional.empty();
  }

  private Future<List<DryRunFile>> listed(Principal caller, JsonObject config, String role) {
    JsonObject source = config.getJsonObject("dataSource").getJsonObject("glueDataSource");
    JsonArray schema = config.getJsonArray("schema");
    ObjectStore store = with.stores().forRole(caller.account(), role);
    return tables
        .files(store, source.getString("databaseName"), source.getString("tableName"))
        .map(
            files ->
                files.stream()
                    .map(
                        file ->
                            new DryRunFile(
                                file.name(),
                                file.size(),
                                meter ->
                                    InteractionFile.open(into(schema), store, file, meter)
                                        .map(open -> dryRun(open, file.partition(), schema))))
                    .toList());
  }

  private Future<List<DryRunFile>> file(GivenFile file, JsonArray schema) {
    return TableFiles.ofGiven(with.vertx(), file.name(), file::open)
        .map(
            format ->
                List.of(
                    format == Format.PARQUET ? parquet(file, schema) : text(file, format, schema)));
  }

  private DryRunFile text(GivenFile file, Format format, JsonArray schema) {
    return DryRunFile.of(
        file.name(),
        file.content().length,
        () -> Future.succeededFuture(file.open()),
        read ->
            dryRun(
                InteractionFile.text(into(schema), read, file.name(), format, PartitionValues.NONE),
                PartitionValues.NONE,
                schema));
  }

  private DryRunFile parquet(GivenFile file, JsonArray schema) {
    if (file.cut()) {
      throw new PermanentFailure(
          file.name()
              + " cannot be tried by its beginning: the end of a Parquet file says where its rows"
              + " are. Put the file into S3, or send all of it");
    }
    return new DryRunFile(
        file.name(),
        file.content().length,
        meter ->
            Future.succeededFuture(
                dryRun(
                    InteractionFile.parquet(
                        into(schema),
                        new GivenRanges(file.content()),
                        file.name(),
                        PartitionValues.NONE),
                    PartitionValues.NONE,
                    schema)));
  }

  private InteractionFile.Into into(JsonArray schema) {
    return new InteractionFile.Into(
        with.vertx(),
        InteractionColumns.of(new JsonObject().put("schema", schema)),
        new InteractionPages("", UUID.randomUUID()));
  }

  private <T> FileDryRun<T> dryRun(
      InteractionFile<T> file, PartitionValues partition, JsonArray schema) {
    return new FileDryRun<>(
        file.rows(), new InteractionDryRun<>(with.vertx(), file, partition, schema));
  }

  /** Content in memory. */
  private record GivenRanges(byte[] content) implements RangedFile {

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public Future<Buffer> read(long first, int length) {
      return Future.succeededFuture(
          Buffer.buffer(Arrays.copyOfRange(content, (int) first, (int) first + length)));
    }
  }
}
