/**
 * PostgreSQL: pools, transactions and migrations. SQL itself stands in the Stores of the rooms that
 * own the tables.
 */
package io.longshore.store;
