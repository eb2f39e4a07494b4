package io.longshore.service.dataexchange;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What reading rows of any table needs. */
public final class CommonRows {

  private CommonRows() {}

  public static Instant moment(Row row, String column) {
    return row.get(OffsetDateTime.class, column).toInstant();
  }

  public static Optional<Instant> maybe(Row row, String column) {
    return Optional.ofNullable(row.get(OffsetDateTime.class, column))
        .map(OffsetDateTime::toInstant);
  }

  /** A moment as a parameter. */
  public static OffsetDateTime sql(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  public static OffsetDateTime sql(Optional<Instant> moment) {
    return moment.map(CommonRows::sql).orElse(null);
  }

  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> mapper) {
    return rows.stream().map(mapper).toList();
  }

  public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> mapper) {
    return rows.stream().map(mapper).findFirst();
  }
}
