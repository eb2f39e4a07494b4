package io.longshore.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Converts rows of results, and times between Java and {@code timestamptz}. */
public final class SqlRows {

  private SqlRows() {}

  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> mapper) {
    return rows.stream().map(mapper).toList();
  }

  public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> mapper) {
    return rows.stream().map(mapper).findFirst();
  }

  public static Instant instant(Row row, String column) {
    return row.get(OffsetDateTime.class, column).toInstant();
  }

  public static Optional<Instant> optionalInstant(Row row, String column) {
    return Optional.ofNullable(row.get(OffsetDateTime.class, column))
        .map(OffsetDateTime::toInstant);
  }

  /** A time as a parameter of a statement. */
  public static OffsetDateTime timestamp(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** The same; null when there is none. */
  public static OffsetDateTime timestamp(Optional<Instant> time) {
    return time.map(SqlRows::timestamp).orElse(null);
  }
}
