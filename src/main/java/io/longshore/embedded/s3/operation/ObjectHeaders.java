package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The request headers that are stored with an object, and those that are rejected. */
final class ObjectHeaders {

  private static final List<String> STORED =
      List.of(
          "cache-control",
          "content-disposition",
          "content-language",
          "expires",
          "x-amz-storage-class",
          "x-amz-website-redirect-location");

  private static final Set<String> PERMITTED_ACLS =
      Set.of("private", "bucket-owner-full-control", "bucket-owner-read");
  private static final String METADATA_PREFIX = "x-amz-meta-";
  private static final String ENCRYPTION = "x-amz-server-side-encryption";
  private static final int MAX_METADATA_BYTES = 2048;

  private ObjectHeaders() {}

  static Map<String, String> of(S3Request request) {
    rejectUnsupported(request);
    Map<String, String> stored = new TreeMap<>();
    for (String name : STORED) {
      request.header(name).ifPresent(value -> stored.put(name, value));
    }
    stored.put("content-type", request.header("content-type").orElse("binary/octet-stream"));
    contentEncoding(request).ifPresent(value -> stored.put("content-encoding", value));
    request.header(ENCRYPTION).ifPresent(value -> stored.put(ENCRYPTION, value));
    Map<String, String> metadata = request.headersWithPrefix(METADATA_PREFIX);
    int bytes =
        metadata.entrySet().stream()
            .mapToInt(
                e -> utf8Length(e.getKey()) - METADATA_PREFIX.length() + utf8Length(e.getValue()))
            .sum();
    if (bytes > MAX_METADATA_BYTES) {
      throw S3ErrorCode.METADATA_TOO_LARGE.error();
    }
    stored.putAll(metadata);
    if ("STANDARD".equals(stored.get("x-amz-storage-class"))) {
      stored.remove("x-amz-storage-class"); // S3 does not return the default class
    }
    return stored;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The content encoding of the object, without that of the transfer. */
  private static Optional<String> contentEncoding(S3Request request) {
    return request
        .header("content-encoding")
        .map(
            value ->
                Arrays.stream(value.split(","))
                    .map(String::strip)
                    .filter(part -> !part.equals("aws-chunked") && !part.isEmpty())
                    .collect(Collectors.joining(",")))
        .filter(value -> !value.isEmpty());
  }

  private static void rejectUnsupported(S3Request request) {
    request
        .header(ENCRYPTION)
        .filter(value -> !value.equals("AES256"))
        .ifPresent(
            value -> {
              throw S3ErrorCode.NOT_IMPLEMENTED.error(
                  "The embedded S3 does not support KMS keys. Use AES256, or omit the header.");
            });
    if (!request.headersWithPrefix("x-amz-server-side-encryption-customer-").isEmpty()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error(
          "The embedded S3 does not support customer-provided keys.");
    }
    if (!request.headersWithPrefix("x-amz-object-lock-").isEmpty()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 does not support Object Lock.");
    }
    rejectPublicAcl(request);
  }

  static void rejectPublicAcl(S3Request request) {
    boolean publicAcl =
        request.header("x-amz-acl").filter(acl -> !PERMITTED_ACLS.contains(acl)).isPresent();
    if (publicAcl || !request.headersWithPrefix("x-amz-grant-").isEmpty()) {
      throw S3ErrorCode.ACL_NOT_SUPPORTED.error();
    }
  }
}
