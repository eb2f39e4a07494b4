package io.longshore.transfer.parquet.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The compressed pages of one column of a row group. */
final class ChunkPages implements PageWriter {

  private final ColumnDescriptor column;
  private final PageCompressor compressor;
  private final List<byte[]> pages = new ArrayList<>();
  private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
  private final Map<Encoding, Integer> dataPages = new TreeMap<>();
  private final Statistics<?> statistics;
  private byte[] dictionary = new byte[0];
  private Encoding dictionaryEncoding;
  private long values;
  private long compressedBytes;
  private long uncompressedBytes;

  ChunkPages(ColumnDescriptor column, PageCompressor compressor) {
    this.column = column;
    this.compressor = compressor;
    this.statistics = Statistics.createStats(column.getPrimitiveType());
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> added,
      SizeStatistics sizes,
      GeospatialStatistics shapes,
      Encoding repetition,
      Encoding definition,
      Encoding encoding)
      throws IOException {
    PageHeader header = header(PageType.DATA_PAGE, bytes);
    header.setData_page_header(
        new DataPageHeader(count, format(encoding), format(definition), format(repetition)));
    pages.add(page(header, bytes));
    statistics.mergeStatistics(added);
    encodings.addAll(List.of(repetition, definition, encoding));
    dataPages.merge(encoding, 1, Integer::sum);
    values += count;
  }

  @Override
  public void writeDictionaryPage(DictionaryPage page) throws IOException {
    PageHeader header = header(PageType.DICTIONARY_PAGE, page.getBytes());
    header.setDictionary_page_header(
        new DictionaryPageHeader(page.getDictionarySize(), format(page.getEncoding())));
    dictionary = page(header, page.getBytes());
    dictionaryEncoding = page.getEncoding();
    encodings.add(dictionaryEncoding);
  }

  private static PageHeader header(PageType type, BytesInput bytes) {
    return new PageHeader(type, Math.toIntExact(bytes.size()), 0);
  }

  /** The header, completed, and the compressed content. */
  private byte[] page(PageHeader header, BytesInput bytes) throws IOException {
    byte[] content = compressor.compress(plain(bytes));
    CRC32 crc = new CRC32();
    crc.update(content);
    header.setCompressed_page_size(content.length);
    header.setCrc((int) crc.getValue());
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
    Util.writePageHeader(header, out);
    int headerBytes = out.size();
    out.writeBytes(content);
    uncompressedBytes += headerBytes + bytes.size();
    compressedBytes += out.size();
    return out.toByteArray();
  }

  private static byte[] plain(BytesInput bytes) throws IOException {
    byte[] plain = new byte[Math.toIntExact(bytes.size())];
    bytes.writeAllTo(
        new OutputStream() {
          private int at;

          @Override
          public void write(int value) {
            plain[at++] = (byte) value;
          }

          @Override
          public void write(byte[] from, int offset, int length) {
            System.arraycopy(from, offset, plain, at, length);
            at += length;
          }
        });
    return plain;
  }

  static org.apache.parquet.format.Encoding format(Encoding encoding) {
    return org.apache.parquet.format.Encoding.valueOf(encoding.name());
  }

  ColumnDescriptor column() {
    return column;
  }

  /** The pages as they stand in the file, the dictionary first; empty if there is none. */
  List<byte[]> inOrder() {
    List<byte[]> all = new ArrayList<>(pages.size() + 1);
    if (dictionary.length > 0) {
      all.add(dictionary);
    }
    all.addAll(pages);
    return all;
  }

  int dictionaryBytes() {
    return dictionary.length;
  }

  /** Absent if the column has no dictionary. */
  Encoding dictionaryEncoding() {
    return dictionaryEncoding;
  }

  Set<Encoding> encodings() {
    return encodings;
  }

  /** How many data pages have each encoding. */
  Map<Encoding, Integer> dataPages() {
    return dataPages;
  }

  Statistics<?> statistics() {
    return statistics;
  }

  long values() {
    return values;
  }

  long compressedBytes() {
    return compressedBytes;
  }

  long uncompressedBytes() {
    return uncompressedBytes;
  }

  @Override
  public long getMemSize() {
    return compressedBytes;
  }

  @Override
  public long allocatedSize() {
    return compressedBytes;
  }

  @Override
  public String memUsageString(String prefix) {
    return prefix + " " + column + ": " + compressedBytes + " bytes";
  }

  @Deprecated
  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      Statistics<?> added,
      Encoding repetition,
      Encoding definition,
      Encoding encoding) {
    throw new UnsupportedOperationException("A page must have a number of rows");
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> added,
      Encoding repetition,
      Encoding definition,
      Encoding encoding) {
    throw new UnsupportedOperationException("The library calls the longest form only");
  }

  @Override
  public void writePageV2(
      int rows,
      int nulls,
      int count,
      BytesInput repetition,
      BytesInput definition,
      Encoding encoding,
      BytesInput data,
      Statistics<?> added) {
    throw new UnsupportedOperationException("Only pages of version 1 are written");
  }
}
