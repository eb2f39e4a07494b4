package io.longshore.store;

import io.vertx.sqlclient.SqlConnection;

/**
 * An open transaction, handed from one Store to another so that both write in it. Who opened it
 * ends it.
 *
 * @param connection the connection it runs on; for Stores only
 */
public record Transaction(SqlConnection connection) {}
