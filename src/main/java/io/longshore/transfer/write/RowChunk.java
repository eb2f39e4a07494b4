package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/**
 * Rows in the format of the export.
 *
 * @param rows their number
 * @param bytes in UTF-8; every row ends with a newline
 */
public record RowChunk(long rows, Buffer bytes) {}
