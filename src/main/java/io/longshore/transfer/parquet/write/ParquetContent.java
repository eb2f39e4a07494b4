package io.longshore.transfer.parquet.write;

import io.longshore.transfer.write.ObjectDigest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file that is being written. One row group is in memory at a time. The bytes depend on
 * the rows only, not on how they are divided into chunks.
 */
final class ParquetContent {

  /** What a row group may have in memory, its columns encoded and most of its pages compressed. */
  static final int ROW_GROUP_BYTES = 8 << 20;

  private static final int PAGE_BYTES = 256 << 10;

  /** After so many bytes of rows the size of the row group is computed. */
  private static final int CHECK_BYTES = 64 << 10;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Readers trust statistics only if they can read a version here. */
  private static final String CREATED_BY = "longshore version 1 (build parquet-java)";

  private final MessageType schema;
  private final PageCompressor compressor;
  private final ParquetProperties properties =
      ParquetProperties.builder()
          .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
          .withPageSize(PAGE_BYTES)
          .withDictionaryPageSize(PAGE_BYTES)
          .withSizeStatisticsEnabled(false)
          .build();
  private final ObjectDigest digest = new ObjectDigest();
  private final List<RowGroup> groups = new ArrayList<>();
  private final List<Buffer> ready = new ArrayList<>();
  private RowGroupPages pages;
  private ColumnWriteStore columns;
  private GroupWriter row;
  private long groupRows;
  private long allRows;
  private long unchecked;
  private long position;

  ParquetContent(MessageType schema, PageCompressor compressor) {
    this.schema = schema;
    this.compressor = compressor;
    append(MAGIC);
  }

  /** Takes the next row. {@link #endRow} ends it. */
  GroupWriter row() {
    if (row == null) {
      pages = new RowGroupPages(schema, compressor);
      columns = properties.newColumnWriteStore(schema, pages);
      row = GroupWriter.ofRows(schema, columns);
    }
    return row;
  }

  /**
   * Ends a row.
   *
   * @param bytes its size before encoding
   */
  void endRow(long bytes) {
    columns.endRecord();
    groupRows++;
    unchecked += bytes;
    if (unchecked >= CHECK_BYTES) {
      unchecked = 0;
      if (columns.getBufferedSize() >= ROW_GROUP_BYTES) {
        endGroup();
      }
    }
  }

  private void endGroup() {
    columns.flush();
    groups.add(pages.metadata(position, groupRows, groups.size()));
    pages.chunks().forEach(chunk -> chunk.inOrder().forEach(this::append));
    columns.close();
    allRows += groupRows;
    groupRows = 0;
    unchecked = 0;
    row = null;
    columns = null;
    pages = null;
  }

  private void append(byte[] bytes) {
    digest.update(bytes);
    position += bytes.length;
    ready.add(Buffer.buffer(bytes));
  }

  /** Ends the last row group and adds the footer. */
  void finish() {
    if (row != null) {
      endGroup();
    }
    FileMetaData footer =
        new FileMetaData(1, SchemaElements.of(schema), allRows, groups).setCreated_by(CREATED_BY);
    for (int column = 0; column < schema.getColumns().size(); column++) {
      footer.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(footer, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    int length = out.size();
    out.writeBytes(Buffer.buffer().appendIntLE(length).getBytes());
    out.writeBytes(MAGIC);
    append(out.toByteArray());
  }

  /** Takes the content that is complete. */
  List<Buffer> take() {
    List<Buffer> taken = List.copyOf(ready);
    ready.clear();
    return taken;
  }

  /** The digest of all bytes, in lower-case hexadecimal digits. */
  String sha256() {
    return digest.hex();
  }
}
