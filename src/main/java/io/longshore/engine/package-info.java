/**
 * Moves jobs. Claims what is due, keeps its lease alive, writes through the fence, and makes
 * results visible, or takes them back.
 *
 * <p>On a job's path: PostgreSQL → <b>engine</b> → a job type in {@code service} → transfer.
 */
package io.longshore.engine;
