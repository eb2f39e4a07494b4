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

/** What is kept of the headers that an object is sent with, and what is refused. */
final class ObjectHeaders {

  private static final List<String> KEPT =
      List.of(
          "cache-control",
          "content-disposition",
          "content-language",
          "expires",
          "x-amz-storage-class",
          "x-amz-website-redirect-location");

  private static final Set<String> HARMLESS_ACLS =
      Set.of("private", "bucket-owner-full-control", "bucket-owner-read");
  private static final String META = "x-amz-meta-";
  private static final String ENCRYPTION = "x-amz-server-side-encryption";
  private static final int MOST_METADATA = 2048;

  private ObjectHeaders() {}

  static Map<String, String> of(S3Request request) {
    refuseUnserved(request);
    Map<String, String> kept = new TreeMap<>();
    for (String name : KEPT) {
      request.header(name).ifPresent(value -> kept.put(name, value));
    }
    kept.put("content-type", request.header("content-type").orElse("binary/octet-stream"));
    encoding(request).ifPresent(value -> kept.put("content-encoding", value));
    request.header(ENCRYPTION).ifPresent(value -> kept.put(ENCRYPTION, value));
    Map<String, String> meta = request.headersFrom(META);
    int bytes =
        meta.entrySet().stream()
            .mapToInt(e -> length(e.getKey()) - META.length() + length(e.getValue()))
            .sum();
    if (bytes > MOST_METADATA) {
      throw S3ErrorCode.METADATA_TOO_LARGE.error();
    }
    kept.putAll(meta);
    if ("STANDARD".equals(kept.get("x-amz-storage-class"))) {
      kept.remove("x-amz-storage-class"); // which S3 does not tell
    }
    return kept;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** That of the object, not of the transfer. */
  private static Optional<String> encoding(S3Request request) {
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

  private static void refuseUnserved(S3Request request) {
    request
        .header(ENCRYPTION)
        .filter(value -> !value.equals("AES256"))
        .ifPresent(
            value -> {
              throw S3ErrorCode.NOT_IMPLEMENTED.error(
                  "The embedded S3 has no keys of KMS: use AES256, or none.");
            });
    if (!request.headersFrom("x-amz-server-side-encryption-customer-").isEmpty()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error(
          "The embedded S3 keeps nothing under a customer's key.");
    }
    if (!request.headersFrom("x-amz-object-lock-").isEmpty()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 locks no objects.");
    }
    refusePublicAcl(request);
  }

  static void refusePublicAcl(S3Request request) {
    boolean open = request.header("x-amz-acl").filter(a -> !HARMLESS_ACLS.contains(a)).isPresent();
    if (open || !request.headersFrom("x-amz-grant-").isEmpty()) {
      throw S3ErrorCode.ACL_NOT_SUPPORTED.error();
    }
  }
}
