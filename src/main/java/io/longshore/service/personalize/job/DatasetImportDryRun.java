package io.longshore.service.personalize.job;

import io.longshore.api.Principal;
import io.longshore.config.PersonalizeConfig;
import io.longshore.job.Outcome;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.ImportDryRun;
import io.longshore.service.JobRequest;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.dataset.DataSource;
import io.longshore.service.personalize.record.CsvColumns;
import io.longshore.service.personalize.record.CsvFiles;
import io.longshore.service.personalize.record.CsvRecords;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.transfer.dryrun.DryRunColumn;
import io.longshore.transfer.dryrun.DryRunFile;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.EncoderDryRun;
import io.longshore.transfer.dryrun.FileDryRun;
import io.longshore.transfer.dryrun.GivenFile;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Dry runs of dataset import jobs. */
public final class DatasetImportDryRun implements ImportDryRun {

  private static final List<String> UNCHECKED =
      List.of(
          "Quotas of jobs, and whether the job's name is free, are checked by the import only.");

  private final ServiceDependencies with;
  private final PersonalizeConfig limits;
  private final PersonalizeResourceStore resources;
  private final RecordStore records;
  private final RolePrecheck roleCheck;
  private final CsvFiles files;

  /** A dataset, and its schema. */
  private record Target(PersonalizeResource dataset, RecordSchema schema, String domain) {}

  public DatasetImportDryRun(ServiceDependencies with) {
    this.with = with;
    this.limits = with.config().personalize();
    this.resources = new PersonalizeResourceStore(with.postgres());
    this.records = new RecordStore(with.postgres());
    this.roleCheck = new RolePrecheck(with.stores(), PersonalizeError.INVALID_INPUT);
    this.files = new CsvFiles(with.vertx(), with.stores(), with.loads(), limits);
  }

  @Override
  public String member() {
    return "PersonalizeImport";
  }

  @Override
  public List<String> place() {
    return List.of("dataSource", "roleArn");
  }

  @Override
  public JobRequest creation(Principal caller, JsonObject request) {
    return new JobRequest(
        "personalize.CreateDatasetImportJob",
        "personalize:CreateDatasetImportJob",
        request.getString("datasetArn"),
        new JsonObject(),
        request,
        "datasetImportJobArn");
  }

  @Override
  public Future<DryRunPlan> plan(Principal caller, JsonObject request, Optional<GivenFile> given) {
    String mode = request.getString("importMode", DatasetImportJob.FULL);
    Optional<S3Place> place =
        given.isPresent() ? Optional.empty() : Optional.of(place(caller, request));
    return target(caller, request.getString("datasetArn"))
        .compose(
            target ->
                with.postgres()
                    .transact(tx -> records.loads(tx, target.dataset()))
                    .compose(
                        loads -> {
                          DatasetImportJobOperations.requireFirstFull(mode, loads);
                          return given
                              .map(file -> Future.succeededFuture(List.of(file(target, file))))
                              .orElseGet(() -> listed(caller, request, mode, place.get(), target));
                        })
                    .map(
                        found ->
                            new DryRunPlan(
                                found, rows -> verdict(rows, target.schema()), UNCHECKED)));
  }

  private S3Place place(Principal caller, JsonObject request) {
    DatasetImportJobOperations.requireRoleArn(request);
    S3Place place = DataSource.of(request);
    roleCheck.require(caller.account(), request.getString("roleArn"), place.bucket(), place.key());
    return place;
  }

  private Optional<String> verdict(long rows, RecordSchema schema) {
    return DatasetImportJob.tooFew(rows, DatasetImportJob.needed(limits, schema.type()));
  }

  private Future<Target> target(Principal caller, String arn) {
    return resources
        .required(caller, PersonalizeResourceType.DATASET, arn)
        .map(PersonalizeResource::usable)
        .compose(
            dataset ->
                resources
                    .required(
                        caller, PersonalizeResourceType.SCHEMA, dataset.schema().orElseThrow())
                    .map(
                        schema ->
                            new Target(
                                dataset,
                                RecordSchema.parse(schema.body().getString("schema")),
                                schema.body().getString("domain"))));
  }

  private Future<List<DryRunFile>> listed(
      Principal caller, JsonObject request, String mode, S3Place place, Target target) {
    ObjectStore store = with.stores().forRole(caller.account(), request.getString("roleArn"));
    return files
        .list(store, place, DatasetImportJob.RIGHT_IN_FOLDER, DatasetImportJob.mostBytes(mode))
        .map(
            found ->
                found.stream()
                    .map(
                        file -> {
                          String name = "s3://" + file.bucket() + "/" + file.key();
                          return DryRunFile.of(
                              name,
                              file.size(),
                              () -> store.read(file.source()),
                              read ->
                                  new FileDryRun<>(
                                      CsvReader.of(with.vertx(), read, name, ReadLimits.DEFAULT),
                                      new Rows(with.vertx(), name, target)));
                        })
                    .toList());
  }

  private DryRunFile file(Target target, GivenFile file) {
    return DryRunFile.of(
        file.name(),
        file.content().length,
        () -> Future.succeededFuture(file.open()),
        read ->
            new FileDryRun<>(
                CsvReader.of(with.vertx(), read, file.name(), ReadLimits.DEFAULT),
                new Rows(with.vertx(), file.name(), target)));
  }

  /** The checks of a file's rows. */
  private static final class Rows extends EncoderDryRun<CsvRow> {

    private final String file;
    private final RecordSchema schema;
    private final CsvRecords encoder;
    private List<DryRunColumn> columns = List.of();

    Rows(Vertx vertx, String file, Target target) {
      this(
          vertx,
          file,
          target,
          new CsvRecords(
              target.schema(), target.domain(), target.dataset().uid(), UUID.randomUUID(), 0));
    }

    private Rows(Vertx vertx, String file, Target target, CsvRecords encoder) {
      super(vertx, encoder);
      this.file = file;
      this.schema = target.schema();
      this.encoder = encoder;
    }

    @Override
    protected void see(RowBatch<CsvRow> rows) {
      if (columns.isEmpty() && !rows.rows().isEmpty()) {
        columns = CsvColumns.mapped(schema.names(), rows.rows().get(0).value().header());
      }
    }

    @Override
    public List<DryRunColumn> columns() {
      return columns;
    }

    @Override
    public List<DryRunColumn> columns(List<String> header) {
      return CsvColumns.mapped(schema.names(), header);
    }

    @Override
    public Outcome verdict(Outcome.Done read) {
      return encoder.unread().verdict(read, file);
    }
  }
}
