package io.longshore.transfer.parquet;

/**
 * The header of a page.
 *
 * @param type one of the page types of {@link ParquetFormat}
 * @param plainBytes the size of the page after decompression
 * @param bytes its size in the file
 * @param crc of its bytes in the file; null if the writer left it out
 * @param levelBytes of the levels of a page of version 2, which are not compressed
 * @param compressed whether the values of a page of version 2 are
 * @param length of the header itself
 */
record PageHeader(
    int type,
    int plainBytes,
    int bytes,
    Integer crc,
    int values,
    int encoding,
    int levelEncoding,
    int levelBytes,
    int repetitionBytes,
    boolean compressed,
    int length) {

  /** Parses a header; fails with {@link CompactReader.EndOfData} when there is not all of it. */
  static PageHeader parse(byte[] data, int from, int to) {
    CompactReader in = new CompactReader(data, from, to);
    Integer[] crc = new Integer[1];
    int[] sizes = new int[4]; // by the ids of the fields
    int[] page = {0, 0, ParquetFormat.RLE, 0, 0, 1};
    in.struct(
        (id, type) -> {
          switch (id) {
            case 1, 2, 3 -> sizes[id] = in.integer();
            case 4 -> crc[0] = in.integer();
            case 5, 7 -> first(in, page);
            case 8 -> second(in, page);
            default -> in.skip(type);
          }
        });
    return new PageHeader(
        sizes[1],
        sizes[2],
        sizes[3],
        crc[0],
        page[0],
        page[1],
        page[2],
        page[3],
        page[4],
        page[5] == 1,
        in.position() - from);
  }

  /** The header of a data page of version 1 or of a dictionary. */
  private static void first(CompactReader in, int[] page) {
    in.struct(
        (id, type) -> {
          if (id <= 3 && type != CompactReader.TRUE && type != CompactReader.FALSE) {
            page[id - 1] = in.integer();
          } else {
            in.skip(type);
          }
        });
  }

  /** The header of a data page of version 2. */
  private static void second(CompactReader in, int[] page) {
    in.struct(
        (id, type) -> {
          switch (id) {
            case 1 -> page[0] = in.integer();
            case 4 -> page[1] = in.integer();
            case 5 -> page[3] = in.integer();
            case 6 -> page[4] = in.integer();
            case 7 -> page[5] = type == CompactReader.TRUE ? 1 : 0;
            default -> in.skip(type);
          }
        });
  }
}
