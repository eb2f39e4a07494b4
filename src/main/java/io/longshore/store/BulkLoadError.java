package io.longshore.store;

/** PostgreSQL did not take the rows, or is not there. Nothing of the load was stored. */
public final class BulkLoadError extends RuntimeException {

  private final String sqlState;

  BulkLoadError(String message, String sqlState, Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** PostgreSQL's five characters, for example {@code 23505}; empty when it did not answer. */
  public String sqlState() {
    return sqlState;
  }
}
