package io.longshore.transfer.parquet;

/** The numbers of Parquet's metadata. Source: parquet.thrift of the format's specification. */
final class ParquetFormat {

  static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  static final byte[] ENCRYPTED_MAGIC = {'P', 'A', 'R', 'E'};

  static final int BOOLEAN = 0;
  static final int INT32 = 1;
  static final int INT64 = 2;
  static final int INT96 = 3;
  static final int FLOAT = 4;
  static final int DOUBLE = 5;
  static final int BYTE_ARRAY = 6;
  static final int FIXED = 7;

  static final int REQUIRED = 0;
  static final int OPTIONAL = 1;

  static final int DATA_PAGE = 0;
  static final int INDEX_PAGE = 1;
  static final int DICTIONARY_PAGE = 2;
  static final int DATA_PAGE_V2 = 3;

  static final int PLAIN = 0;
  static final int PLAIN_DICTIONARY = 2;
  static final int RLE = 3;
  static final int DELTA_BINARY_PACKED = 5;
  static final int DELTA_LENGTH_BYTE_ARRAY = 6;
  static final int DELTA_BYTE_ARRAY = 7;
  static final int RLE_DICTIONARY = 8;
  static final int BYTE_STREAM_SPLIT = 9;

  private ParquetFormat() {}
}
