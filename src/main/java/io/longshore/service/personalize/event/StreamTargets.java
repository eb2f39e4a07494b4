package io.longshore.service.personalize.event;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.dataset.Datasets;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds the dataset and the schema of streamed records, by ARN or tracking id. */
public final class StreamTargets {

  /** A dataset and its schema. */
  record Target(PersonalizeResource dataset, RecordSchema schema) {}

  private final PersonalizeResourceStore resources;

  public StreamTargets(PersonalizeResourceStore resources) {
    this.resources = resources;
  }

  /** The dataset of that ARN; fails when it has another type. */
  Future<Target> dataset(Principal owner, String arn, DatasetType type) {
    return resources
        .required(owner, PersonalizeResourceType.DATASET, arn)
        .compose(
            dataset -> {
              if (Datasets.typeOf(dataset.usable()) != type) {
                throw PersonalizeError.INVALID_INPUT.because(
                    "The dataset " + arn + " is not of the type " + type + ".");
              }
              return with(owner, dataset);
            });
  }

  /** The interactions dataset of the group whose event tracker has that id. */
  Future<Target> tracked(Principal owner, String trackingId) {
    ApiError unknown =
        PersonalizeError.INVALID_INPUT.because("There is no event tracker with this trackingId.");
    return resources
        .findByUid(owner, PersonalizeResourceType.EVENT_TRACKER, trackingId)
        .map(tracker -> active(tracker).orElseThrow(() -> unknown))
        .compose(
            tracker -> {
              String group = tracker.parent().orElseThrow();
              String name = group.substring(group.indexOf('/') + 1);
              return resources.find(
                  owner,
                  PersonalizeResourceType.DATASET,
                  PersonalizeResourceType.DATASET.arn(
                      owner, name + "/" + DatasetType.INTERACTIONS));
            })
        .compose(
            dataset ->
                with(
                    owner,
                    active(dataset)
                        .orElseThrow(
                            () ->
                                PersonalizeError.INVALID_INPUT.because(
                                    "The event tracker's dataset group has no active interactions"
                                        + " dataset."))));
  }

  /** The action interactions dataset that has that tracking id. */
  Future<Target> actions(Principal owner, String trackingId) {
    return resources
        .findByUid(owner, PersonalizeResourceType.DATASET, trackingId)
        .compose(
            found -> {
              PersonalizeResource dataset =
                  found
                      .filter(each -> Datasets.typeOf(each) == DatasetType.ACTION_INTERACTIONS)
                      .orElseThrow(
                          () ->
                              PersonalizeError.NOT_FOUND.because(
                                  "There is no action interactions dataset with this"
                                      + " trackingId."));
              return with(owner, dataset.usable());
            });
  }

  private static Optional<PersonalizeResource> active(Optional<PersonalizeResource> found) {
    return found.filter(resource -> resource.status().equals(PersonalizeResource.ACTIVE));
  }

  private Future<Target> with(Principal owner, PersonalizeResource dataset) {
    String arn = dataset.schema().orElseThrow();
    return resources
        .required(owner, PersonalizeResourceType.SCHEMA, arn)
        .map(schema -> new Target(dataset, Datasets.schemaOf(schema)));
  }
}
