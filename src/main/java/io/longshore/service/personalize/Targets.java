package io.longshore.service.personalize;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.vertx.core.Future;
import java.util.Optional;

/** Where streamed records go: the dataset and its schema, found by ARN or by tracking id. */
final class Targets {

  /** A dataset with what its records look like. */
  record Target(Resource dataset, RecordSchema schema) {}

  private final ResourceStore resources;

  Targets(ResourceStore resources) {
    this.resources = resources;
  }

  /** The dataset of that ARN, which must be of that type. */
  Future<Target> dataset(Principal owner, String arn, DatasetType type) {
    return resources
        .find(owner, Kind.DATASET, arn)
        .compose(
            found -> {
              Resource dataset = found.orElseThrow(() -> Resource.unknown(arn)).usable();
              if (Datasets.typeOf(dataset) != type) {
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
        .findByUid(owner, Kind.EVENT_TRACKER, trackingId)
        .map(tracker -> active(tracker).orElseThrow(() -> unknown))
        .compose(
            tracker -> {
              String group = tracker.parent().orElseThrow();
              String name = group.substring(group.indexOf('/') + 1);
              return resources.find(
                  owner,
                  Kind.DATASET,
                  Kind.DATASET.arn(owner, name + "/" + DatasetType.INTERACTIONS));
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
        .findByUid(owner, Kind.DATASET, trackingId)
        .compose(
            found -> {
              Resource dataset =
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

  private static Optional<Resource> active(Optional<Resource> found) {
    return found.filter(resource -> resource.status().equals(Resource.ACTIVE));
  }

  private Future<Target> with(Principal owner, Resource dataset) {
    String arn = dataset.schema().orElseThrow();
    return resources
        .find(owner, Kind.SCHEMA, arn)
        .map(schema -> schema.orElseThrow(() -> Resource.unknown(arn)))
        .map(schema -> new Target(dataset, Datasets.schemaOf(schema)));
  }
}
