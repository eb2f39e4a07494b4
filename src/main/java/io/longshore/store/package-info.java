/**
 * PostgreSQL: pools, transactions, bulk loads and migrations. SQL belongs to the Stores of the
 * packages that own the tables.
 */
package io.longshore.store;
