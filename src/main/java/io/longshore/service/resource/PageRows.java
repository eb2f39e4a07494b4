package io.longshore.service.resource;

import io.longshore.store.SqlRows;
import io.vertx.sqlclient.Tuple;

/** Binds a page of a list that is ordered by creation time to a statement. */
public final class PageRows {

  private PageRows() {}

  /** Adds the position's time and id, null on the first page, and the limit of rows. */
  public static Tuple bind(Tuple values, ListPage page) {
    return values
        .addValue(SqlRows.timestamp(page.position().map(ListPosition::time)))
        .addValue(page.position().map(ListPosition::id).orElse(null))
        .addValue(page.limit());
  }
}
