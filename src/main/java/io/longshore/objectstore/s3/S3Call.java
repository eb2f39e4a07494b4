package io.longshore.objectstore.s3;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was asked of S3, for the sentence that tells of its failure.
 *
 * @param verb what was tried, to follow "could not", for example {@code upload part 3 of}
 * @param key the object, or empty when the call was about the bucket
 */
record S3Call(String verb, String bucket, Optional<String> key, String endpoint) {

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

  S3Call(String verb, String bucket, String key, String endpoint) {
    this(verb, bucket, Optional.of(key), endpoint);
  }

  /** {@code s3://bucket/key} or {@code the bucket b}. */
  String object() {
    return key.map(name -> "s3://" + bucket + "/" + name).orElse("the bucket " + bucket);
  }

  /** S3's own name of the call, for the meters. */
  String operation() {
    return OPERATIONS.getOrDefault(verb.replaceAll("[0-9]+", "#"), "other");
  }

  /** Whether it only looks at what is there. */
  boolean isRead() {
    return READING.contains(verb);
  }

  /** False when the SDK will not even send the call, for want of a name. */
  boolean named() {
    return !bucket.isEmpty() && key.map(name -> !name.isEmpty()).orElse(true);
  }
}
