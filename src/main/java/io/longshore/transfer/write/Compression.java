package io.longshore.transfer.write;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * The compression of exported objects. Objects are stored compressed, so it shows in their name and
 * Content-Type, and they have no Content-Encoding.
 */
public enum Compression {
  /** The gzip format. */
  GZIP(".gz", Optional.of("application/gzip")),
  /** The Zstandard format. */
  ZSTD(".zst", Optional.of("application/zstd")),
  /** No compression. */
  NONE("", Optional.empty());

  /** The member of a job's spec, and of its manifest, that keeps the compression of its role. */
  private static final String MEMBER = "compression";

  private final String suffix;
  private final Optional<String> contentType;

  Compression(String suffix, Optional<String> contentType) {
    this.suffix = suffix;
    this.contentType = contentType;
  }

  /** The suffix of file names after that of the format; empty for none. */
  public String suffix() {
    return suffix;
  }

  /**
   * The Content-Type of an object.
   *
   * @param plain that of its format
   */
  public String contentType(String plain) {
    return contentType.orElse(plain);
  }

  /** The compression that the configuration names. */
  public static Compression named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Keeps the compression that a role names in the spec of a job to be created. */
  public static void keep(JsonObject spec, Optional<String> name) {
    name.ifPresent(given -> spec.put(MEMBER, given));
  }

  /** The compression that a job's spec keeps; empty if its role names none. */
  public static Optional<Compression> kept(JsonObject spec) {
    return Optional.ofNullable(spec.getString(MEMBER)).map(Compression::named);
  }
}
