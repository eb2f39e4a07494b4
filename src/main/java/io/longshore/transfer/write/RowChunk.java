package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/**
 * Some rows as the bytes that leave.
 *
 * @param rows how many
 * @param bytes UTF-8; every row ends in a newline
 */
public record RowChunk(long rows, Buffer bytes) {}
