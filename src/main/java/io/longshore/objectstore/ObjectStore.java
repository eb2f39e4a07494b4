package io.longshore.objectstore;

import io.longshore.objectstore.s3.S3Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations of S3 that Longshore uses. Every failure is an {@link ObjectStoreError}. There is
 * no PutObject: output is written by multipart uploads only, because only those can be aborted.
 */
public interface ObjectStore {

  /** A multipart upload, which an abort with its id revokes. */
  record Upload(String bucket, String key, String uploadId) {}

  /** A part that S3 acknowledged. */
  record Part(int number, String etag, long size) {}

  /**
   * The digest in an object's ETag.
   *
   * @param md5 in hex, of the content; of an object made of parts, of the concatenated MD5s of the
   *     parts
   * @param parts their number; 0 for an object that was put as a whole
   */
  record Digest(String md5, int parts) {}

  /**
   * The answer to HeadObject.
   *
   * @param metadata user metadata; names are in lower case
   * @param digest empty if the ETag is not an MD5
   */
  record Head(
      long size,
      String etag,
      String contentType,
      Map<String, String> metadata,
      Optional<Digest> digest) {}

  /**
   * A part that S3 copied.
   *
   * @param md5 of its content, in hex; empty if the part's ETag is not an MD5
   */
  record Copied(Part part, Optional<String> md5) {}

  /** A range of an object's bytes, from 0, both ends included. */
  record ByteRange(long first, long last) {

    public ByteRange {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("Not a range of bytes: " + first + "-" + last);
      }
    }

    public long length() {
      return last - first + 1;
    }
  }

  /**
   * What to read.
   *
   * @param etag the version to read; the call fails if the object was replaced
   * @param range empty for all bytes
   */
  record Source(String bucket, String key, Optional<String> etag, Optional<ByteRange> range) {

    /** The whole object, in its current version. */
    public static Source of(String bucket, String key) {
      return new Source(bucket, key, Optional.empty(), Optional.empty());
    }

    public Source pinned(String version) {
      return new Source(bucket, key, Optional.of(version), range);
    }

    public Source bytes(long first, long last) {
      return new Source(bucket, key, etag, Optional.of(new ByteRange(first, last)));
    }
  }

  /** An object in a listing. */
  record Listed(String key, long size, String etag, Instant lastModified) {}

  /**
   * A page of a listing.
   *
   * @param prefixes the common prefixes up to the delimiter
   * @param next the token of the next page; empty on the last page
   */
  record Listing(List<Listed> objects, List<String> prefixes, Optional<String> next) {}

  /** The endpoint and the identity of the calls. A wrapper returns that of the wrapped store. */
  S3Target target();

  /**
   * Whether S3 can copy that object of the other store into this store, by {@link #copyPart}. The
   * two stores may use different clients and wrappers.
   */
  boolean canCopy(ObjectStore from, String bucket, String key);

  /**
   * Starts a multipart upload.
   *
   * @param metadata user metadata of the object; names in lower case
   * @param kmsKeyArn the key that S3 encrypts the object with, {@code AES256} for a key of S3, or
   *     empty for the bucket's default
   */
  Future<Upload> createUpload(
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Optional<String> kmsKeyArn);

  /** Starts a multipart upload with the bucket's default encryption. */
  default Future<Upload> createUpload(
      String bucket, String key, String contentType, Map<String, String> metadata) {
    return createUpload(bucket, key, contentType, metadata, Optional.empty());
  }

  /**
   * Uploads a part with a checksum that S3 verifies.
   *
   * @param number from 1
   */
  Future<Part> uploadPart(Upload upload, int number, Buffer bytes);

  /**
   * Makes the object visible. After a failure the object may be visible all the same; {@link #head}
   * tells.
   */
  Future<Void> completeUpload(Upload upload, List<Part> parts);

  /** Aborts an upload. Succeeds if there is no such upload. */
  Future<Void> abortUpload(Upload upload);

  /** Whether the upload is neither completed nor aborted. */
  Future<Boolean> uploadExists(Upload upload);

  /** Whether the upload has parts; true if the store cannot tell. */
  Future<Boolean> hasParts(Upload upload);

  /** An upload in progress; the time is S3's. */
  record OpenUpload(Upload upload, Instant initiated) {}

  /** The uploads in progress whose keys start with the prefix. */
  Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix);

  /** The uploads in progress to exactly this key. */
  Future<List<Upload>> openUploads(String bucket, String key);

  /** The object's size and metadata; empty if there is no such object. */
  Future<Optional<Head>> head(String bucket, String key);

  /**
   * The size in bytes of the first part of an object that was uploaded in parts.
   *
   * @return empty for an object that was put as a whole, and if S3 does not tell
   */
  Future<Optional<Long>> firstPart(String bucket, String key, Head head);

  /** Deletes an object. Succeeds if there is no such object. */
  Future<Void> delete(String bucket, String key);

  /** Fails if the bucket does not exist or is not accessible with these credentials. */
  Future<Void> checkBucket(String bucket);

  /**
   * Opens an object for reading. Fails PERMANENT if there is no such object or it has another ETag
   * than the source.
   */
  Future<ObjectRead> read(Source source);

  /**
   * Lists keys that start with the prefix, in S3's order.
   *
   * @param delimiter groups keys that contain it after the prefix; see {@link Listing}
   * @param after the {@code next} of the previous page
   * @param max 1 to 1000
   */
  Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max);

  /**
   * Copies bytes of an object into a part of an upload, inside S3.
   *
   * @param source with a range of at most 5 GiB; if it has an ETag, S3 compares it
   */
  Future<Copied> copyPart(Upload upload, int number, Source source);

  /**
   * A URL with which anybody may read the object while it is valid.
   *
   * @param attachment the file name, of letters, digits, dots, hyphens and underscores, under which
   *     browsers save the object; empty if they may show it
   */
  Future<URI> presignGet(String bucket, String key, Duration valid, Optional<String> attachment);

  /** A URL with which anybody may read the object while it is valid. */
  default Future<URI> presignGet(String bucket, String key, Duration valid) {
    return presignGet(bucket, key, valid, Optional.empty());
  }

  /**
   * A URL with which anybody may write the object while it is valid.
   *
   * @param contentMd5 base64; if given, the upload must carry it as {@code Content-MD5}
   */
  Future<URI> presignPut(String bucket, String key, Duration valid, Optional<String> contentMd5);
}
