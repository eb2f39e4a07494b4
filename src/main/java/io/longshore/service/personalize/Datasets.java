package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on datasets. */
final class Datasets {

  private final Postgres postgres;
  private final ResourceStore resources;
  private final Deletion deletion;
  private final JobStore jobs;
  private final InstantSource clock;

  Datasets(
      Postgres postgres,
      ResourceStore resources,
      Deletion deletion,
      JobStore jobs,
      InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.jobs = jobs;
    this.clock = clock;
  }

  Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    DatasetType type = type(body.getString("datasetType"));
    String groupArn = body.getString("datasetGroupArn");
    String schemaArn = body.getString("schemaArn");
    return postgres.transactOnce(
        call,
        tx ->
            hold(tx, call, Kind.SCHEMA, schemaArn)
                .compose(
                    schema ->
                        hold(tx, call, Kind.DATASET_GROUP, groupArn)
                            .compose(
                                group -> {
                                  requireFit(type, group.usable(), schema);
                                  Resource dataset = made(call, type, group);
                                  return resources
                                      .insert(tx, dataset)
                                      .map(made -> inserted(made, dataset));
                                }))
                .map(
                    dataset ->
                        ServiceResponse.ok(new JsonObject().put("datasetArn", dataset.arn()))));
  }

  private Resource made(Call call, DatasetType type, Resource group) {
    JsonObject body = call.body();
    Resource dataset =
        Resource.made(
            Kind.DATASET,
            Kind.DATASET.arn(call.principal(), group.name() + "/" + type),
            call.principal(),
            body.getString("name"),
            new JsonObject().put("datasetType", body.getString("datasetType")),
            Tags.of(body),
            clock.instant());
    return dataset.of(group.arn(), Optional.of(body.getString("schemaArn")));
  }

  Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("datasetArn");
    return resources
        .find(call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)))
        .map(
            dataset -> {
              JsonObject described =
                  summary(dataset)
                      .put("datasetGroupArn", dataset.parent().orElseThrow())
                      .put("schemaArn", dataset.schema().orElseThrow());
              DatasetGroups.copy(dataset.body(), described, "latestDatasetUpdate");
              if (typeOf(dataset) == DatasetType.ACTION_INTERACTIONS) {
                described.put("trackingId", dataset.uid());
              }
              return ServiceResponse.ok(new JsonObject().put("dataset", described));
            });
  }

  Future<ServiceResponse> list(Call call) {
    Optional<String> group = Optional.ofNullable(call.body().getString("datasetGroupArn"));
    Page page = Page.of(call, group);
    return resources
        .list(call.principal(), Kind.DATASET, group, page)
        .map(found -> page.answer("datasets", found, Datasets::summary, Resource::position));
  }

  /** Gives a dataset another schema, which has the fields that its records have. */
  Future<ServiceResponse> update(Call call) {
    String arn = call.body().getString("datasetArn");
    String schemaArn = call.body().getString("schemaArn");
    return postgres
        .transact(
            tx ->
                hold(tx, call, Kind.SCHEMA, schemaArn)
                    .compose(
                        schema ->
                            resources
                                .lock(tx, call.principal(), Kind.DATASET, arn)
                                .map(
                                    found ->
                                        found.orElseThrow(() -> Resource.unknown(arn)).usable())
                                .compose(dataset -> changed(tx, call, dataset, schema))))
        .map(ServiceResponse.ok(new JsonObject().put("datasetArn", arn)));
  }

  private Future<Void> changed(Transaction tx, Call call, Resource dataset, Resource schema) {
    Instant now = clock.instant();
    return requireQuiet(tx, dataset)
        .compose(quiet -> hold(tx, call, Kind.SCHEMA, dataset.schema().orElseThrow()))
        .compose(
            old -> {
              requireExtends(schemaOf(old), schemaOf(schema));
              if (!domain(old).equals(domain(schema))) {
                throw RecordSchema.invalid("must be of the domain of the one before");
              }
              JsonObject update =
                  new JsonObject()
                      .put("schemaArn", schema.arn())
                      .put("status", Resource.ACTIVE)
                      .put("creationDateTime", Resource.seconds(now))
                      .put("lastUpdatedDateTime", Resource.seconds(now));
              JsonObject body = dataset.body().copy().put("latestDatasetUpdate", update);
              return resources.change(tx, dataset, dataset.status(), body, schema.arn(), now);
            });
  }

  /** Refused while a job reads or writes the dataset. */
  Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call, Kind.DATASET, call.body().getString("datasetArn"), this::requireQuiet);
  }

  private Future<Void> requireQuiet(Transaction tx, Resource dataset) {
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

  private Future<Resource> hold(Transaction tx, Call call, Kind kind, String arn) {
    return resources
        .hold(tx, call.principal(), kind, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)));
  }

  private static Resource inserted(boolean made, Resource dataset) {
    if (!made) {
      throw dataset.exists();
    }
    return dataset;
  }

  private static void requireFit(DatasetType type, Resource group, Resource schema) {
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

  /** The columns of the old records stay where they are; what comes after them may be missing. */
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

  static DatasetType typeOf(Resource dataset) {
    return type(dataset.body().getString("datasetType"));
  }

  static RecordSchema schemaOf(Resource schema) {
    return RecordSchema.parse(schema.body().getString("schema"));
  }

  private static String domain(Resource resource) {
    return resource.body().getString("domain", "");
  }

  private static JsonObject summary(Resource dataset) {
    return dataset.times(
        new JsonObject()
            .put("name", dataset.name())
            .put("datasetArn", dataset.arn())
            .put("datasetType", dataset.body().getString("datasetType"))
            .put("status", dataset.status()));
  }
}
