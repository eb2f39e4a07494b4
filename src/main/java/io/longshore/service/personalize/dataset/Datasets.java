package io.longshore.service.personalize.dataset;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.resource.PersonalizeTags;
import io.longshore.service.personalize.resource.ResourceDeletion;
import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on datasets. */
public final class Datasets {

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final ResourceDeletion deletion;
  private final JobStore jobs;
  private final InstantSource clock;

  public Datasets(
      Postgres postgres,
      PersonalizeResourceStore resources,
      ResourceDeletion deletion,
      JobStore jobs,
      InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.jobs = jobs;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    DatasetType type = type(body.getString("datasetType"));
    String groupArn = body.getString("datasetGroupArn");
    String schemaArn = body.getString("schemaArn");
    return postgres.transactOnce(
        call,
        tx ->
            hold(tx, call, PersonalizeResourceType.SCHEMA, schemaArn)
                .compose(
                    schema ->
                        hold(tx, call, PersonalizeResourceType.DATASET_GROUP, groupArn)
                            .compose(
                                group -> {
                                  requireFit(type, group.usable(), schema);
                                  PersonalizeResource dataset = made(call, type, group);
                                  return resources.insert(tx, dataset).map(dataset);
                                }))
                .map(
                    dataset ->
                        ServiceResponse.ok(new JsonObject().put("datasetArn", dataset.arn()))));
  }

  private PersonalizeResource made(Call call, DatasetType type, PersonalizeResource group) {
    JsonObject body = call.body();
    PersonalizeResource dataset =
        PersonalizeResource.made(
            PersonalizeResourceType.DATASET,
            PersonalizeResourceType.DATASET.arn(call.principal(), group.name() + "/" + type),
            call.principal(),
            body.getString("name"),
            new JsonObject().put("datasetType", body.getString("datasetType")),
            PersonalizeTags.of(body),
            clock.instant());
    return dataset.of(group.arn(), Optional.of(body.getString("schemaArn")));
  }

  public Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("datasetArn");
    return resources
        .required(call.principal(), PersonalizeResourceType.DATASET, arn)
        .map(
            dataset -> {
              JsonObject described =
                  summary(dataset)
                      .put("datasetGroupArn", dataset.parent().orElseThrow())
                      .put("schemaArn", dataset.schema().orElseThrow());
              JsonMembers.copy(dataset.body(), described, "latestDatasetUpdate");
              if (typeOf(dataset) == DatasetType.ACTION_INTERACTIONS) {
                described.put("trackingId", dataset.uid());
              }
              return ServiceResponse.ok(new JsonObject().put("dataset", described));
            });
  }

  public Future<ServiceResponse> list(Call call) {
    Optional<String> group = Optional.ofNullable(call.body().getString("datasetGroupArn"));
    ListPage page = PersonalizeLists.page(call, group.orElse(""));
    return resources
        .list(call.principal(), PersonalizeResourceType.DATASET, group, page)
        .map(
            found ->
                page.answer("datasets", found, Datasets::summary, PersonalizeResource::position));
  }

  /** Gives a dataset another schema, which must have all fields of its records. */
  public Future<ServiceResponse> update(Call call) {
    String arn = call.body().getString("datasetArn");
    String schemaArn = call.body().getString("schemaArn");
    return postgres
        .transact(
            tx ->
                hold(tx, call, PersonalizeResourceType.SCHEMA, schemaArn)
                    .compose(
                        schema ->
                            resources
                                .lock(tx, call.principal(), PersonalizeResourceType.DATASET, arn)
                                .map(PersonalizeResource::usable)
                                .compose(dataset -> changed(tx, call, dataset, schema))))
        .map(ServiceResponse.ok(new JsonObject().put("datasetArn", arn)));
  }

  private Future<Void> changed(
      Transaction tx, Call call, PersonalizeResource dataset, PersonalizeResource schema) {
    Instant now = clock.instant();
    return requireQuiet(tx, dataset)
        .compose(
            quiet -> hold(tx, call, PersonalizeResourceType.SCHEMA, dataset.schema().orElseThrow()))
        .compose(
            old -> {
              requireExtends(schemaOf(old), schemaOf(schema));
              if (!domain(old).equals(domain(schema))) {
                throw RecordSchema.invalid("must have the domain of the current schema");
              }
              JsonObject update =
                  new JsonObject()
                      .put("schemaArn", schema.arn())
                      .put("status", PersonalizeResource.ACTIVE)
                      .put("creationDateTime", PersonalizeResource.seconds(now))
                      .put("lastUpdatedDateTime", PersonalizeResource.seconds(now));
              JsonObject body = dataset.body().copy().put("latestDatasetUpdate", update);
              return resources.change(tx, dataset, dataset.status(), body, schema.arn(), now);
            });
  }

  /** Refused while a job reads or writes the dataset. */
  public Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call,
        PersonalizeResourceType.DATASET,
        call.body().getString("datasetArn"),
        this::requireQuiet);
  }

  private Future<Void> requireQuiet(Transaction tx, PersonalizeResource dataset) {
    return jobs.unfinished(
            tx,
            dataset.account(),
            dataset.region(),
            Optional.of(dataset.arn()),
            PersonalizeJobs.IMPORT,
            PersonalizeJobs.EXPORT)
        .map(
            unfinished -> {
              if (unfinished > 0) {
                throw dataset.inUse("has jobs that are pending or in progress");
              }
              return null;
            });
  }

  private Future<PersonalizeResource> hold(
      Transaction tx, Call call, PersonalizeResourceType kind, String arn) {
    return resources.hold(tx, call.principal(), kind, arn);
  }

  private static void requireFit(
      DatasetType type, PersonalizeResource group, PersonalizeResource schema) {
    DatasetType described = schemaOf(schema).type();
    if (described != type) {
      throw PersonalizeError.INVALID_INPUT.because(
          "The schema " + schema.arn() + " describes " + described + ", not " + type + ".");
    }
    if (!domain(group).equals(domain(schema))) {
      throw PersonalizeError.INVALID_INPUT.because(
          "The schema "
              + schema.arn()
              + " must be of the domain of its dataset group, or of none"
              + " when that has none.");
    }
  }

  /** The columns of present records keep their positions; added columns are absent in them. */
  private static void requireExtends(RecordSchema old, RecordSchema fresh) {
    List<Field> kept = old.fields();
    boolean extended =
        old.type() == fresh.type()
            && fresh.fields().size() >= kept.size()
            && fresh.fields().subList(0, kept.size()).equals(kept);
    if (!extended) {
      throw RecordSchema.invalid(
          "must begin with the fields of the dataset's schema, unchanged and in their order");
    }
    for (Field added : fresh.fields().subList(kept.size(), fresh.fields().size())) {
      if (!added.nullable()) {
        throw RecordSchema.invalid("must allow null in a field that is new: " + added.name());
      }
    }
  }

  static DatasetType type(String text) {
    return DatasetType.parse(text)
        .orElseThrow(
            () ->
                PersonalizeError.INVALID_INPUT.because(
                    "datasetType must be one of Interactions, Items, Users, Actions and"
                        + " Action_Interactions."));
  }

  public static DatasetType typeOf(PersonalizeResource dataset) {
    return type(dataset.body().getString("datasetType"));
  }

  public static RecordSchema schemaOf(PersonalizeResource schema) {
    return RecordSchema.parse(schema.body().getString("schema"));
  }

  private static String domain(PersonalizeResource resource) {
    return resource.body().getString("domain", "");
  }

  private static JsonObject summary(PersonalizeResource dataset) {
    return dataset.times(
        new JsonObject()
            .put("name", dataset.name())
            .put("datasetArn", dataset.arn())
            .put("datasetType", dataset.body().getString("datasetType"))
            .put("status", dataset.status()));
  }
}
