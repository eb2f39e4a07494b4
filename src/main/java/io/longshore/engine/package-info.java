/**
 * The job engine: claims tasks that are due, keeps their leases alive, fences every write with the
 * lease, and makes the results of a job visible together, or rolls them back.
 *
 * <p>Path of a job: PostgreSQL → <b>engine</b> → a job type in {@code service} → transfer.
 */
package io.longshore.engine;
