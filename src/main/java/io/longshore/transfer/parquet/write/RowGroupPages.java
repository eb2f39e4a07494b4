package io.longshore.transfer.parquet.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.schema.MessageType;

/** The compressed pages of a row group. */
final class RowGroupPages implements PageWriteStore {

  private final PageCompressor compressor;
  private final List<ChunkPages> chunks = new ArrayList<>();
  private final Map<ColumnDescriptor, ChunkPages> byColumn = new HashMap<>();

  RowGroupPages(MessageType schema, PageCompressor compressor) {
    this.compressor = compressor;
    for (ColumnDescriptor column : schema.getColumns()) {
      ChunkPages pages = new ChunkPages(column, compressor);
      chunks.add(pages);
      byColumn.put(column, pages);
    }
  }

  @Override
  public PageWriter getPageWriter(ColumnDescriptor column) {
    return byColumn.get(column);
  }

  /** The columns in their order in the file. */
  List<ChunkPages> chunks() {
    return chunks;
  }

  /**
   * What the footer has of the row group.
   *
   * @param offset where it begins in the file
   */
  RowGroup metadata(long offset, long rows, int ordinal) {
    List<ColumnChunk> columns = new ArrayList<>();
    long at = offset;
    long uncompressed = 0;
    for (ChunkPages pages : chunks) {
      columns.add(ChunkMetadata.of(pages, compressor, at));
      at += pages.compressedBytes();
      uncompressed += pages.uncompressedBytes();
    }
    RowGroup group = new RowGroup(columns, uncompressed, rows);
    group.setFile_offset(offset);
    group.setTotal_compressed_size(at - offset);
    if (ordinal <= Short.MAX_VALUE) {
      group.setOrdinal((short) ordinal);
    }
    return group;
  }

  @Override
  public void close() {
    // Pages are on the heap.
  }
}
