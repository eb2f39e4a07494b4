package io.longshore.transfer.parquet;

/** Pages whose encodings declare more than there is. */
final class CraftedFileCases {

  private CraftedFileCases() {}

  static void hugeDictionary(CraftedFile file) {
    file.pageType = ParquetFormat.DICTIONARY_PAGE;
    file.pageValues = 1 << 24;
  }

  /** Booleans: four bytes of length, and a run of packed values without any. */
  static void hugeRun(CraftedFile file) {
    file.type = ParquetFormat.BOOLEAN;
    file.encoding = ParquetFormat.RLE;
    file.page = new byte[] {5, 0, 0, 0, -1, -1, -1, -1, 7};
  }

  /** A block of 128, four mini blocks, and 2^31 - 1 lengths. */
  static void hugeDelta(CraftedFile file) {
    file.encoding = ParquetFormat.DELTA_LENGTH_BYTE_ARRAY;
    file.page = new byte[] {-128, 1, 4, -1, -1, -1, -1, 7, 0, 0, 0, 0, 0, 0};
  }
}
