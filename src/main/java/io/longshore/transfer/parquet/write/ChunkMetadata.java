package io.longshore.transfer.parquet.write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** What the footer has of one column of a row group. */
final class ChunkMetadata {

  /** Longer minima and maxima are left out. */
  private static final int LONGEST = 256;

  private ChunkMetadata() {}

  /**
   * @param offset where the column's first page begins
   */
  static ColumnChunk of(ChunkPages pages, PageCompressor compressor, long offset) {
    ColumnMetaData data =
        new ColumnMetaData(
            type(pages),
            pages.encodings().stream().map(ChunkPages::format).toList(),
            List.of(pages.column().getPath()),
            compressor.codec(),
            pages.values(),
            pages.uncompressedBytes(),
            pages.compressedBytes(),
            offset + pages.dictionaryBytes());
    if (pages.dictionaryBytes() > 0) {
      data.setDictionary_page_offset(offset);
    }
    data.setEncoding_stats(counted(pages));
    data.setStatistics(statistics(pages));
    return new ColumnChunk(offset).setMeta_data(data);
  }

  private static Type type(ChunkPages pages) {
    PrimitiveTypeName name = pages.column().getPrimitiveType().getPrimitiveTypeName();
    return name == PrimitiveTypeName.BINARY ? Type.BYTE_ARRAY : Type.valueOf(name.name());
  }

  private static List<PageEncodingStats> counted(ChunkPages pages) {
    List<PageEncodingStats> counts = new ArrayList<>();
    if (pages.dictionaryBytes() > 0) {
      counts.add(
          new PageEncodingStats(
              PageType.DICTIONARY_PAGE, ChunkPages.format(pages.dictionaryEncoding()), 1));
    }
    for (Map.Entry<Encoding, Integer> each : pages.dataPages().entrySet()) {
      counts.add(
          new PageEncodingStats(
              PageType.DATA_PAGE, ChunkPages.format(each.getKey()), each.getValue()));
    }
    return counts;
  }

  private static Statistics statistics(ChunkPages pages) {
    org.apache.parquet.column.statistics.Statistics<?> all = pages.statistics();
    Statistics statistics = new Statistics();
    statistics.setNull_count(all.getNumNulls());
    if (all.hasNonNullValue() && all.isSmallerThan(2L * LONGEST)) {
      statistics.setMin_value(zero(pages, all.getMinBytes(), true));
      statistics.setMax_value(zero(pages, all.getMaxBytes(), false));
    }
    return statistics;
  }

  /** The format wants -0 as a minimum that is zero, and +0 as a maximum that is zero. */
  private static byte[] zero(ChunkPages pages, byte[] value, boolean negative) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    return switch (pages.column().getPrimitiveType().getPrimitiveTypeName()) {
      case FLOAT -> {
        if (bytes.getFloat(0) == 0) {
          bytes.putFloat(0, negative ? -0f : 0f);
        }
        yield value;
      }
      case DOUBLE -> {
        if (bytes.getDouble(0) == 0) {
          bytes.putDouble(0, negative ? -0d : 0d);
        }
        yield value;
      }
      default -> value;
    };
  }
}
