package io.longshore.transfer.parquet.write;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/** Writes single values into their column. */
final class ValueWriter implements MemberWriter {

  private final String name;
  private final ColumnWriter column;
  private final PrimitiveTypeName type;
  private final int level;
  private final boolean required;
  private final boolean nullable;

  ValueWriter(ColumnPath at) {
    this.name = at.text();
    this.column = at.column();
    this.type = at.type().getPrimitiveTypeName();
    this.level = at.definition();
    this.nullable = at.type().isRepetition(Repetition.OPTIONAL);
    this.required = at.names().size() == 1 && !nullable;
  }

  @Override
  public void json(JsonParser in, int repetition) throws IOException {
    if (nullable && in.currentToken() == JsonToken.VALUE_NULL) {
      absent(repetition, level - 1);
    } else if (type == PrimitiveTypeName.BINARY) {
      MemberWriter.require(in, JsonToken.VALUE_STRING, name);
      text(in.getText().getBytes(StandardCharsets.UTF_8), repetition);
    } else if (type == PrimitiveTypeName.DOUBLE && in.currentToken().isNumeric()) {
      column.write(in.getDoubleValue(), repetition, level);
    } else {
      throw new IllegalStateException("A value of " + name + " has another type than in Parquet");
    }
  }

  /** Writes a text in UTF-8, which must not be changed later. */
  void text(byte[] text, int repetition) {
    column.write(Binary.fromConstantByteArray(text), repetition, level);
  }

  /** Writes a value of a row, parsed from the text if the column is of numbers. */
  void plain(byte[] text) {
    if (type == PrimitiveTypeName.BINARY) {
      text(text, 0);
    } else {
      try {
        parsed(new String(text, StandardCharsets.ISO_8859_1));
      } catch (NumberFormatException other) { // without its message, which quotes the value
        throw new IllegalStateException("A value of " + name + " is no " + type);
      }
    }
  }

  private void parsed(String text) {
    switch (type) {
      case INT32 -> column.write(Integer.parseInt(text), 0, level);
      case INT64 -> column.write(Long.parseLong(text), 0, level);
      case FLOAT -> column.write(Float.parseFloat(text), 0, level);
      case DOUBLE -> column.write(Double.parseDouble(text), 0, level);
      case BOOLEAN -> column.write(Boolean.parseBoolean(text), 0, level);
      default -> throw new IllegalStateException(name + " is of the type " + type);
    }
  }

  @Override
  public void absent(int repetition, int definition) {
    if (required) {
      throw new IllegalStateException("A row has no value of " + name + ", which is required");
    }
    column.writeNull(repetition, definition);
  }
}
