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
 * The calls of S3 that the house uses. Every failure is an {@link ObjectStoreError}. There is no
 * PutObject here on purpose: output is written by multipart uploads only, because only those can be
 * revoked.
 */
public interface ObjectStore {

  /** A multipart upload; its id is the token that an abort revokes. */
  record Upload(String bucket, String key, String uploadId) {}

  /** A part that S3 acknowledged. */
  record Part(int number, String etag, long size) {}

  /**
   * What an object's ETag tells of its content.
   *
   * @param md5 in hex: of the content, or, if it came in parts, of their MD5s one after the other
   * @param parts as many; 0 for an object that was put as a whole
   */
  record Digest(String md5, int parts) {}

  /**
   * What HEAD says of an object. Metadata names are lower-case.
   *
   * @param digest where the ETag tells it
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
   * @param md5 of its content in hex, where the part's ETag tells it
   */
  record Copied(Part part, Optional<String> md5) {}

  /** Bytes of an object, both ends included, counted from 0. */
  record ByteRange(long first, long last) {

    public ByteRange {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("No range of bytes: " + first + "-" + last);
      }
    }

    public long length() {
      return last - first + 1;
    }
  }

  /**
   * What to read.
   *
   * @param etag the version that is meant: an object that was replaced since fails the call
   * @param range which bytes, or empty for all
   */
  record Source(String bucket, String key, Optional<String> etag, Optional<ByteRange> range) {

    /** The whole object, whichever version is there. */
    public static Source of(String bucket, String key) {
      return new Source(bucket, key, Optional.empty(), Optional.empty());
    }

    public Source pinned(String to) {
      return new Source(bucket, key, Optional.of(to), range);
    }

    public Source bytes(long first, long last) {
      return new Source(bucket, key, etag, Optional.of(new ByteRange(first, last)));
    }
  }

  /** An object as a listing shows it. */
  record Listed(String key, long size, String etag, Instant lastModified) {}

  /**
   * A page of a listing.
   *
   * @param prefixes what the delimiter rolled up
   * @param next asks for the page after this one; empty on the last
   */
  record Listing(List<Listed> objects, List<String> prefixes, Optional<String> next) {}

  /** What calls go to and as whom; see {@link S3Target}. A store that wraps another gives its. */
  S3Target target();

  /**
   * Whether S3 itself may copy that object of the other store to this one by {@link #copyPart}. It
   * does not matter by how many clients and wrappers the two stores are reached.
   */
  boolean canCopy(ObjectStore from, String bucket, String key);

  /**
   * Starts a multipart upload.
   *
   * @param metadata user metadata of the object to be; names in lower case
   * @param kmsKeyArn the key that S3 shall encrypt the object with, {@code AES256} for one of S3's
   *     own, or empty for what the bucket says
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

  /** Whether S3 has a part of the upload; who cannot tell says yes. */
  default Future<Boolean> hasParts(Upload upload) {
    return Future.succeededFuture(true);
  }

  /** An upload under way, by S3's clock. */
  record OpenUpload(Upload upload, Instant initiated) {}

  /** The uploads under way whose keys begin with the prefix. */
  Future<List<OpenUpload>> uploadsUnder(String bucket, String prefix);

  /** The uploads under way whose key is exactly this one. */
  Future<List<Upload>> openUploads(String bucket, String key);

  /** The object's size and metadata, or empty when there is none. */
  Future<Optional<Head>> head(String bucket, String key);

  /**
   * How large the first of the parts is that the object came in.
   *
   * @return empty for an object that was put as a whole, and where S3 does not tell
   */
  Future<Optional<Long>> firstPart(String bucket, String key, Head head);

  /** Deletes an object. Succeeds when there is none. */
  Future<Void> delete(String bucket, String key);

  /** Whether the bucket is there and open to these credentials. */
  Future<Void> checkBucket(String bucket);

  /**
   * Opens an object, of which the first bytes are on their way when this completes. PERMANENT when
   * there is none, or when its ETag is not the one that was asked for.
   */
  Future<ObjectRead> read(Source source);

  /**
   * Lists keys that begin with the prefix, in S3's order.
   *
   * @param delimiter rolls keys up that hold it behind the prefix
   * @param after what the page before gave as next
   * @param max 1 to 1000
   */
  Future<Listing> list(
      String bucket, String prefix, Optional<String> delimiter, Optional<String> after, int max);

  /**
   * Has S3 copy bytes of an object into an upload's part.
   *
   * @param source with a range, of at most 5 GiB; S3 compares the ETag if it has one
   */
  Future<Copied> copyPart(Upload upload, int number, Source source);

  /** A URL that reads the object, for anybody who has it, for as long. */
  Future<URI> presignGet(String bucket, String key, Duration valid);

  /**
   * A URL that writes the object, for anybody who has it, for as long.
   *
   * @param contentMd5 base64; if given, the upload must carry it as {@code Content-MD5}
   */
  Future<URI> presignPut(String bucket, String key, Duration valid, Optional<String> contentMd5);
}
