package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectStore.Digest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Encryption parameters of requests, and digests from ETags. */
final class S3Digests {

  private static final String OWN_KEYS = "AES256";
  private static final Pattern MD5 = Pattern.compile("\"?([0-9a-fA-F]{32})(?:-([0-9]{1,5}))?\"?");

  /** Suffix of directory buckets, whose ETags are not digests. */
  private static final String DIRECTORY_BUCKET = "--x-s3";

  private S3Digests() {}

  static ServerSideEncryption method(String kmsKeyArn) {
    return kmsKeyArn.equals(OWN_KEYS) ? ServerSideEncryption.AES256 : ServerSideEncryption.AWS_KMS;
  }

  /** The key's ARN, or null for S3's own keys. */
  static String key(String kmsKeyArn) {
    return kmsKeyArn.equals(OWN_KEYS) ? null : kmsKeyArn;
  }

  /**
   * The MD5 in an ETag, of the content or of the MD5s of its parts; empty if the object is
   * encrypted with a KMS key. See "Checking object integrity" in the user guide of S3.
   *
   * @param encryption from the response, or null for none
   */
  static Optional<Digest> digest(String bucket, String etag, String encryption) {
    boolean plain = encryption == null || encryption.equals(OWN_KEYS);
    if (!plain || etag == null || bucket.endsWith(DIRECTORY_BUCKET)) {
      return Optional.empty();
    }
    var md5 = MD5.matcher(etag);
    return md5.matches()
        ? Optional.of(
            new Digest(
                md5.group(1).toLowerCase(Locale.ROOT),
                md5.group(2) == null ? 0 : Integer.parseInt(md5.group(2))))
        : Optional.empty();
  }

  /** The MD5 of content that is not made of parts; see {@link #digest}. */
  static Optional<String> md5(String bucket, String etag, String encryption) {
    return digest(bucket, etag, encryption).filter(found -> found.parts() == 0).map(Digest::md5);
  }
}
