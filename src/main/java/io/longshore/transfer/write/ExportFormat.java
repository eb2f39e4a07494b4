package io.longshore.transfer.write;

import io.longshore.job.Output;
import io.longshore.job.Piece;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The format of exported objects, which shows in their names and Content-Type: the rows of the
 * service as they are or compressed, or Parquet. Which one a piece writes follows from the
 * Content-Type of its destination.
 */
public sealed interface ExportFormat {

  /** The Content-Type of Parquet files. */
  String PARQUET_TYPE = "application/vnd.apache.parquet";

  /**
   * What the name of an object ends in.
   *
   * @param plain the suffix of the service's rows
   */
  String suffix(String plain);

  /**
   * The Content-Type of an object.
   *
   * @param plain that of the service's rows
   */
  String contentType(String plain);

  /** The rows of the service. */
  record Rows(Compression compression) implements ExportFormat {

    @Override
    public String suffix(String plain) {
      return plain + compression.suffix();
    }

    @Override
    public String contentType(String plain) {
      return compression.contentType(plain);
    }
  }

  /** Parquet, whose pages are compressed and not the file. */
  record Parquet() implements ExportFormat {

    /** The value in the configuration, and of the member of a job's spec. */
    static final String NAME = "parquet";

    @Override
    public String suffix(String plain) {
      return ".parquet";
    }

    @Override
    public String contentType(String plain) {
      return PARQUET_TYPE;
    }
  }

  /** The member of a job's spec that keeps the format of its role. */
  String MEMBER = "format";

  /** Keeps the format that a role names in the spec of a job to be created. */
  static void keep(JsonObject spec, Optional<String> name) {
    name.ifPresent(given -> spec.put(MEMBER, given));
  }

  /**
   * The format of a job's objects.
   *
   * @param own the service's own compression
   */
  static ExportFormat kept(JsonObject spec, Compression own) {
    return Parquet.NAME.equals(spec.getString(MEMBER))
        ? new Parquet()
        : new Rows(Compression.kept(spec).orElse(own));
  }

  /** Whether a piece writes Parquet. */
  static boolean isParquet(Piece piece) {
    return piece.destination().filter(to -> to.contentType().equals(PARQUET_TYPE)).isPresent();
  }

  /** Adds to a manifest that its objects are Parquet files; nothing if none of them is. */
  static void describe(List<Output> outputs, String member, JsonObject manifest) {
    if (outputs.stream().anyMatch(made -> made.destination().contentType().equals(PARQUET_TYPE))) {
      manifest.put(member, PARQUET_TYPE);
    }
  }
}
