package io.longshore.config;

import java.util.List;
import java.util.Optional;

/**
 * A table in S3.
 *
 * @param uri {@code s3://bucket/key}: an object, or a folder with everything below it
 * @param format {@code csv} with a header or {@code json} lines, gzipped or not, or {@code
 *     parquet}; if empty, each file's name tells it
 */
public record GlueTable(String uri, Optional<String> format) {

  private static final List<String> FORMATS = List.of("csv", "json", "parquet");

  public GlueTable {
    if (!uri.matches("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?")) {
      throw new IllegalArgumentException(
          "glue.tables must give each uri as s3://bucket/prefix, was " + uri);
    }
    if (format.isPresent() && !FORMATS.contains(format.get())) {
      throw new IllegalArgumentException(
          "glue.tables must give each format as csv, json or parquet, was " + format.get());
    }
  }
}
