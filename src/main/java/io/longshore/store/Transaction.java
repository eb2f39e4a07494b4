package io.longshore.store;

import io.vertx.sqlclient.SqlConnection;

/**
 * An open transaction, passed from one Store to another so that both write in it. {@link
 * Postgres#transact} opens and ends it.
 *
 * @param connection for Stores only
 */
public record Transaction(SqlConnection connection) {}
