/**
 * Reads rows from files: decompresses, splits, parses CSV and JSON lines, and loads them in
 * batches.
 */
package io.longshore.transfer.read;
