package io.longshore.operator.upload;

import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore.Upload;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that is uploaded in parts, or was.
 *
 * @param roleArn the role that writes the object
 * @param uploadId S3's id of the multipart upload; empty while it is being begun
 */
record FileUpload(
    UUID id,
    String account,
    String roleArn,
    S3Place object,
    Optional<String> uploadId,
    Optional<Outcome> outcome) {

  /** How an upload has ended. */
  enum Outcome {
    COMPLETED,
    ABORTED
  }

  /** The multipart upload, which must have begun. */
  Upload multipart() {
    return new Upload(object.bucket(), object.key(), uploadId.orElseThrow());
  }
}
