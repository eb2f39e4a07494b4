package io.longshore.objectstore;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of S3 that the house uses. Every failure is an {@link ObjectStoreError}. There is no
 * PutObject here on purpose: output is written by multipart uploads only, because only those can be
 * revoked.
 */
public interface ObjectStore {

  /** A multipart upload; its id is the token that an abort revokes. */
  record Upload(String bucket, String key, String uploadId) {}

  /** A part that S3 acknowledged. */
  record Part(int number, String etag, long size) {}

  /** What HEAD says of an object. Metadata names are lower-case. */
  record Head(long size, String etag, Map<String, String> metadata) {}

  /**
   * Starts a multipart upload.
   *
   * @param metadata user metadata of the object to be; names in lower case
   * @param kmsKeyArn the key that S3 shall encrypt the object with, or empty for the bucket's own
   */
  Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn);

  /** Starts a multipart upload that is encrypted as the bucket says. */
  default Future<Upload> createUpload(
      String bucket, String key, String contentType, Map<String, String> metadata) {
    return createUpload(bucket, key, contentType, metadata, Optional.empty());
  }

  /** Uploads one part, numbered from 1, with a checksum that S3 verifies. */
  Future<Part> uploadPart(Upload upload, int number, Buffer bytes);

  /** Makes the object visible. An unclear answer fails; the caller resolves it by {@link #head}. */
  Future<Void> completeUpload(Upload upload, List<Part> parts);

  /** Revokes an upload. Succeeds when it is gone already. */
  Future<Void> abortUpload(Upload upload);

  /** Whether S3 still knows the upload. */
  Future<Boolean> uploadExists(Upload upload);

  /** The uploads under way whose key is exactly this one. */
  Future<List<Upload>> openUploads(String bucket, String key);

  /** The object's size and metadata, or empty when there is none. */
  Future<Optional<Head>> head(String bucket, String key);

  /** Deletes an object. Succeeds when there is none. */
  Future<Void> delete(String bucket, String key);

  /** Whether the bucket is there and open to these credentials. */
  Future<Void> checkBucket(String bucket);
}
