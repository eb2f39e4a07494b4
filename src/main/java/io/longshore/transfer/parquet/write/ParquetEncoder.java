package io.longshore.transfer.parquet.write;

import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowTransform;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * Makes a Parquet file of rows that are JSON lines or CSV. The digest is of the file's bytes. No
 * class of the Parquet library is loaded before the first one is made.
 */
public final class ParquetEncoder implements ObjectEncoder {

  private final RowTransform transform;
  private final RowParser parser;
  private final PageCompressor compressor;
  private ParquetContent content;

  private ParquetEncoder(
      RowTransform transform, RowParser parser, Optional<Compression> compression) {
    this.transform = transform;
    this.parser = parser;
    this.compressor = PageCompressor.of(compression);
  }

  /**
   * An encoder of JSON lines, for one object.
   *
   * @param name of the rows
   * @param members of the lines, in the order of the columns
   * @param transform changes the lines first
   * @param compression of the pages; empty for Snappy
   */
  public static ObjectEncoder ofJsonLines(
      String name,
      List<RowMember> members,
      RowTransform transform,
      Optional<Compression> compression) {
    return new ParquetEncoder(transform, new JsonRowParser(name, members), compression);
  }

  /**
   * An encoder of CSV whose first row has the names of the columns, for one object.
   *
   * @param name of the rows
   * @param columns the types of all columns that there may be
   * @param transform changes the rows first; it may remove columns
   * @param compression of the pages; empty for Snappy
   */
  public static ObjectEncoder ofCsv(
      String name,
      List<RowMember> columns,
      RowTransform transform,
      Optional<Compression> compression) {
    return new ParquetEncoder(transform, new CsvRowParser(name, columns), compression);
  }

  @Override
  public List<Buffer> encode(byte[] chunk) {
    byte[] rows = transform.apply(chunk);
    int from = parser.begin(rows);
    if (from < rows.length) {
      parser.parse(rows, from, content());
    }
    return content == null ? List.of() : content.take();
  }

  private ParquetContent content() {
    if (content == null) {
      content = new ParquetContent(parser.schema(), compressor);
    }
    return content;
  }

  @Override
  public List<Buffer> end(long rows) {
    content().finish();
    return content.take();
  }

  @Override
  public String sha256() {
    return content.sha256();
  }
}
