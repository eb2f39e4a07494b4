package io.longshore.objectstore.s3;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Describes a call of S3 in messages and metrics.
 *
 * @param action follows "Could not", for example {@code upload part 3 of}
 * @param key empty for a call about the bucket
 */
record S3Call(String action, String bucket, Optional<String> key, String endpoint) {

  static final String READ = "read";
  static final String LIST = "list";
  private static final Set<String> READING = Set.of(READ, LIST);
  private static final Map<String, String> OPERATIONS =
      Map.ofEntries(
          Map.entry("start an upload to", "CreateMultipartUpload"),
          Map.entry("upload part # of", "UploadPart"),
          Map.entry("copy part # of", "UploadPartCopy"),
          Map.entry("complete", "CompleteMultipartUpload"),
          Map.entry("abort", "AbortMultipartUpload"),
          Map.entry("list the parts of", "ListParts"),
          Map.entry("list the uploads to", "ListMultipartUploads"),
          Map.entry("look at", "HeadObject"),
          Map.entry("delete", "DeleteObject"),
          Map.entry("reach", "HeadBucket"),
          Map.entry(READ, "GetObject"),
          Map.entry(LIST, "ListObjectsV2"));

  S3Call(String action, String bucket, String key, String endpoint) {
    this(action, bucket, Optional.of(key), endpoint);
  }

  /** What follows "Could not" for a call of that name. */
  static String actionOf(String operation) {
    return OPERATIONS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(operation))
        .map(entry -> entry.getKey().replace(" #", ""))
        .findFirst()
        .orElse("reach");
  }

  /** {@code s3://bucket/key} or {@code the bucket b}. */
  String object() {
    return key.map(name -> "s3://" + bucket + "/" + name).orElse("the bucket " + bucket);
  }

  /** S3's name of the call, for metrics. */
  String operation() {
    return OPERATIONS.getOrDefault(action.replaceAll("[0-9]+", "#"), "other");
  }

  /** Whether the call reads an object or a listing. */
  boolean isRead() {
    return READING.contains(action);
  }

  /** Whether the call has non-empty names; the SDK does not send it otherwise. */
  boolean isNamed() {
    return !bucket.isEmpty() && key.map(name -> !name.isEmpty()).orElse(true);
  }
}
