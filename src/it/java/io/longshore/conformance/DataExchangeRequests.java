package io.longshore.conformance;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.CreateEventActionRequest;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Requests for jobs of Data Exchange. */
final class DataExchangeRequests {

  private DataExchangeRequests() {}

  static CreateJobRequest job(Type type, Consumer<RequestDetails.Builder> details) {
    return CreateJobRequest.builder().type(type).details(details).build();
  }

  static CreateJobRequest importing(String set, String revision, String bucket, String... keys) {
    List<AssetSourceEntry> sources =
        Stream.of(keys)
            .map(key -> AssetSourceEntry.builder().bucket(bucket).key(key).build())
            .toList();
    return job(
        Type.IMPORT_ASSETS_FROM_S3,
        d ->
            d.importAssetsFromS3(i -> i.dataSetId(set).revisionId(revision).assetSources(sources)));
  }

  static CreateJobRequest uploading(String set, String revision, String md5) {
    return job(
        Type.IMPORT_ASSET_FROM_SIGNED_URL,
        d ->
            d.importAssetFromSignedUrl(
                i -> i.dataSetId(set).revisionId(revision).assetName("upload.bin").md5Hash(md5)));
  }

  static CreateJobRequest exporting(
      String set, String revision, String asset, String bucket, String key) {
    return job(
        Type.EXPORT_ASSETS_TO_S3,
        d ->
            d.exportAssetsToS3(
                e ->
                    e.dataSetId(set)
                        .revisionId(revision)
                        .assetDestinations(a -> a.assetId(asset).bucket(bucket).key(key))));
  }

  /**
   * @param pattern of the keys, or null for the default
   */
  static CreateJobRequest byPattern(String set, String revision, String bucket, String pattern) {
    return job(
        Type.EXPORT_REVISIONS_TO_S3,
        d ->
            d.exportRevisionsToS3(
                e ->
                    e.dataSetId(set)
                        .revisionDestinations(
                            to -> to.bucket(bucket).revisionId(revision).keyPattern(pattern))));
  }

  static CreateJobRequest exportToUrl(String set, String revision, String asset) {
    return job(
        Type.EXPORT_ASSET_TO_SIGNED_URL,
        d -> d.exportAssetToSignedUrl(e -> e.dataSetId(set).revisionId(revision).assetId(asset)));
  }

  /** An event action that exports the revisions that the data set publishes. */
  static CreateEventActionRequest onPublication(String set, String bucket, String pattern) {
    return CreateEventActionRequest.builder()
        .event(e -> e.revisionPublished(p -> p.dataSetId(set)))
        .action(
            a ->
                a.exportRevisionToS3(
                    e -> e.revisionDestination(d -> d.bucket(bucket).keyPattern(pattern))))
        .build();
  }
}
