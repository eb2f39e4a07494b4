package io.longshore.engine.output;

import io.longshore.job.Outputs.Content;
import io.longshore.job.Outputs.Copy;
import io.longshore.objectstore.ObjectStore.Copied;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStoreError;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parts in which S3 copies an object, and the comparison of their MD5s with the ETag of the
 * source. An object that was uploaded in parts is copied in the same parts, because its ETag is the
 * MD5 of the MD5s of its parts.
 */
final class CopyPartPlan {

  /** Small enough to be copied within the time-out of a call. */
  private static final long PART_BYTES = 256L << 20;

  private static final int MAX_PARTS = 10_000;

  private final Copy copy;
  private final Optional<Content> comparable;
  private final long partBytes;
  private final Map<Integer, String> md5s = new TreeMap<>();

  CopyPartPlan(Copy copy) {
    this.copy = copy;
    long usual = Math.max(PART_BYTES, copy.size() / MAX_PARTS + 1);
    this.comparable =
        copy.content()
            .filter(content -> content.partBytes() > 0 && content.partBytes() <= usual)
            .filter(content -> content.parts() <= MAX_PARTS);
    this.partBytes = comparable.map(Content::partBytes).orElse(usual);
  }

  int count() {
    return (int) ((copy.size() + partBytes - 1) / partBytes);
  }

  /** The source range of a part, numbered from 1. */
  Source part(int number) {
    long first = (number - 1) * partBytes;
    return Source.of(copy.bucket(), copy.key())
        .pinned(copy.etag())
        .bytes(first, Math.min(copy.size(), first + partBytes) - 1);
  }

  void add(Copied copied) {
    copied.md5().ifPresent(md5 -> md5s.put(copied.part().number(), md5));
  }

  /** The error if the parts differ from the source; empty also if they cannot be compared. */
  Optional<ObjectStoreError> mismatch(String object) {
    return comparable
        .filter(content -> md5s.size() == count())
        .filter(content -> !content.md5().equals(content.parts() == 0 ? md5s.get(1) : ofParts()))
        .map(
            content ->
                new ObjectStoreError(
                    ObjectStoreError.Kind.TRANSIENT,
                    "S3's copy of s3://%s/%s to %s has a different MD5"
                        .formatted(copy.bucket(), copy.key(), object),
                    null));
  }

  private String ofParts() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      md5s.values().forEach(md5 -> digest.update(HexFormat.of().parseHex(md5)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has MD5", impossible);
    }
  }
}
