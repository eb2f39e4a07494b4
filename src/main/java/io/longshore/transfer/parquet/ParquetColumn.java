package io.longshore.transfer.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A column of a file's schema, and how its values become text.
 *
 * @param path the names from the top of the schema
 * @param type the physical type; -1 for a group, which has no values of its own
 * @param definition the level of a value that is there: how many of the names may be absent
 * @param repeated whether a row may have several values
 */
record ParquetColumn(
    List<String> path,
    int type,
    int length,
    int definition,
    boolean repeated,
    Meaning meaning,
    int scale) {

  /** What the values stand for. */
  enum Meaning {
    PLAIN,
    UNSIGNED,
    DECIMAL,
    DAYS,
    MILLIS,
    MICROS,
    NANOS
  }

  /** The text of bytes that are none. Compared by identity. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  static final String NO_TEXT = new String("not UTF-8");

  private static final long SECONDS_A_DAY = 86_400;
  private static final int JULIAN_DAY_OF_1970 = 2_440_588;

  /** The name, for messages; the names of a column in groups with dots. */
  String name() {
    return String.join(".", path);
  }

  boolean isReadable() {
    return type >= 0 && !repeated;
  }

  /** The name of the type in Parquet; GROUP of a column that has columns of its own. */
  String typeName() {
    return switch (type) {
      case ParquetFormat.BOOLEAN -> "BOOLEAN";
      case ParquetFormat.INT32 -> "INT32";
      case ParquetFormat.INT64 -> "INT64";
      case ParquetFormat.INT96 -> "INT96";
      case ParquetFormat.FLOAT -> "FLOAT";
      case ParquetFormat.DOUBLE -> "DOUBLE";
      case ParquetFormat.BYTE_ARRAY -> "BYTE_ARRAY";
      case ParquetFormat.FIXED -> "FIXED_LEN_BYTE_ARRAY";
      default -> type < 0 ? "GROUP" : "UNKNOWN";
    };
  }

  /** A value of the column in JSON: a number, a boolean or a text. */
  Object json(String text) {
    return switch (type) {
      case ParquetFormat.BOOLEAN -> Boolean.valueOf(text);
      case ParquetFormat.INT32, ParquetFormat.INT64, ParquetFormat.INT96 -> new BigDecimal(text);
      case ParquetFormat.FLOAT, ParquetFormat.DOUBLE ->
          Double.isFinite(Double.parseDouble(text)) ? new BigDecimal(text) : text;
      default -> text;
    };
  }

  /** A whole number as text; a time becomes the seconds since 1970. */
  String text(long value) {
    return switch (meaning) {
      case PLAIN -> Long.toString(value);
      case UNSIGNED ->
          type == ParquetFormat.INT32
              ? Integer.toUnsignedString((int) value)
              : Long.toUnsignedString(value);
      case DECIMAL -> BigDecimal.valueOf(value, scale).toPlainString();
      case DAYS -> Long.toString(Math.multiplyExact(value, SECONDS_A_DAY));
      case MILLIS -> Long.toString(Math.floorDiv(value, 1_000L));
      case MICROS -> Long.toString(Math.floorDiv(value, 1_000_000L));
      case NANOS -> Long.toString(Math.floorDiv(value, 1_000_000_000L));
    };
  }

  static String text(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).toPlainString()
        : Double.toString(value);
  }

  /** Bytes as text; {@link #NO_TEXT} if they are not UTF-8. */
  String text(ByteBuffer bytes) {
    if (type == ParquetFormat.INT96) {
      return int96(bytes);
    }
    if (meaning == Meaning.DECIMAL) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy.length == 0
          ? NO_TEXT
          : new BigDecimal(new BigInteger(copy), scale).toPlainString();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException wrong) {
      return NO_TEXT;
    }
  }

  /** A timestamp of older writers: nanoseconds of a day, and the Julian day. */
  private static String int96(ByteBuffer bytes) {
    long nanos = bytes.getLong();
    long day = bytes.getInt() - (long) JULIAN_DAY_OF_1970;
    return Long.toString(day * SECONDS_A_DAY + Math.floorDiv(nanos, 1_000_000_000L));
  }
}
