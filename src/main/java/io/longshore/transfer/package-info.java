/**
 * The data path: rows to bytes to objects, and back, in bounded memory.
 *
 * <p>On a job's path: a job type in {@code service} → <b>transfer</b> → objectstore.
 */
package io.longshore.transfer;
