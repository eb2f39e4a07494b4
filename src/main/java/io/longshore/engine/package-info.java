/**
 * The job engine: claims due tasks, keeps their leases, writes outputs under a fence, and makes
 * results visible or rolls them back.
 *
 * <p>On a job's path: PostgreSQL → <b>engine</b> → a job type in {@code service} → transfer.
 */
package io.longshore.engine;
