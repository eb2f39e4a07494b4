package io.longshore.store;

/** A bulk load that PostgreSQL refused, or could not answer. None of its rows is stored. */
public final class BulkLoadError extends RuntimeException {

  private final String sqlState;

  BulkLoadError(String message, String sqlState, Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE, for example {@code 23505}; empty if PostgreSQL did not answer. */
  public String sqlState() {
    return sqlState;
  }
}
