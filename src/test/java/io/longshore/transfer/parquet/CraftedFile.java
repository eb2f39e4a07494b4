package io.longshore.transfer.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A Parquet file with one required column {@code c} in one row group, whose parts tests choose:
 * first of all those that no writer writes.
 */
final class CraftedFile {

  int type = ParquetFormat.BYTE_ARRAY;
  int codec;
  long rows = 1;
  long values = 1;
  int pageType = ParquetFormat.DATA_PAGE;
  int pageValues = 1;
  int encoding = ParquetFormat.PLAIN;
  Integer plainBytes;
  Integer pageBytes;
  Integer crc;
  Long chunkBytes;
  long first = 4;
  byte[] page = {1, 0, 0, 0, 'x'};

  /** Writes the compact protocol of Thrift. */
  static final class Compact {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int last;

    Compact number(int id, long value) {
      field(id, 6);
      varint(value << 1 ^ value >> 63);
      return this;
    }

    Compact text(int id, String value) {
      field(id, CompactReader.BINARY);
      return bytes(value);
    }

    Compact bytes(String value) {
      varint(value.length());
      out.writeBytes(value.getBytes(UTF_8));
      return this;
    }

    Compact list(int id, int elementType, long size, Compact... elements) {
      field(id, CompactReader.LIST);
      out.write(0xf0 | elementType);
      varint(size);
      for (Compact element : elements) {
        out.writeBytes(element.out.toByteArray());
      }
      return this;
    }

    Compact struct(int id, Compact value) {
      field(id, CompactReader.STRUCT);
      out.writeBytes(value.end());
      return this;
    }

    Compact ended() {
      out.write(0);
      return this;
    }

    byte[] end() {
      out.write(0);
      return out.toByteArray();
    }

    private void field(int id, int type) {
      out.write((id - last) << 4 | type);
      last = id;
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }

  byte[] bytes() {
    byte[] header = header();
    byte[] footer = footer(header.length + page.length);
    return file(header, page, footer);
  }

  /** The file with another footer. */
  static byte[] file(byte[] header, byte[] page, byte[] footer) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ParquetFormat.MAGIC);
    file.writeBytes(header);
    file.writeBytes(page);
    file.writeBytes(footer);
    file.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
    file.writeBytes(ParquetFormat.MAGIC);
    return file.toByteArray();
  }

  private byte[] header() {
    Compact head =
        new Compact()
            .number(1, pageType)
            .number(2, plainBytes == null ? page.length : plainBytes)
            .number(3, pageBytes == null ? page.length : pageBytes);
    if (crc != null) {
      head.number(4, crc);
    }
    Compact data =
        new Compact().number(1, pageValues).number(2, encoding).number(3, 3).number(4, 3);
    return head.struct(pageType == ParquetFormat.DICTIONARY_PAGE ? 7 : 5, data).end();
  }

  private byte[] footer(long size) {
    Compact root = new Compact().text(4, "schema").number(5, 1).ended();
    Compact column = new Compact().number(1, type).number(3, 0).text(4, "c").ended();
    Compact metadata =
        new Compact()
            .number(1, type)
            .list(3, CompactReader.BINARY, 1, new Compact().bytes("c"))
            .number(4, codec)
            .number(5, values)
            .number(7, chunkBytes == null ? size : chunkBytes)
            .number(9, first);
    Compact chunk = new Compact().number(2, 4).struct(3, metadata).ended();
    Compact group = new Compact().list(1, CompactReader.STRUCT, 1, chunk).number(3, rows).ended();
    return new Compact()
        .number(1, 1)
        .list(2, CompactReader.STRUCT, 2, root, column)
        .number(3, rows)
        .list(4, CompactReader.STRUCT, 1, group)
        .end();
  }
}
