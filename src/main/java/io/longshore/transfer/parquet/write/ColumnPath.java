package io.longshore.transfer.parquet.write;

import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** The place of a member in the schema, and its column where it is a single value. */
record ColumnPath(MessageType schema, ColumnWriteStore columns, List<String> names) {

  ColumnPath member(String name) {
    return new ColumnPath(schema, columns, Stream.concat(names.stream(), Stream.of(name)).toList());
  }

  /** The level of definition at which the member is there. */
  int definition() {
    return schema.getMaxDefinitionLevel(path());
  }

  /** The level at which the member is repeated. */
  int repetition() {
    return schema.getMaxRepetitionLevel(path());
  }

  ColumnWriter column() {
    return columns.getColumnWriter(descriptor());
  }

  PrimitiveType type() {
    return descriptor().getPrimitiveType();
  }

  private ColumnDescriptor descriptor() {
    return schema.getColumnDescription(path());
  }

  private String[] path() {
    return names.toArray(String[]::new);
  }

  /** The name for messages. */
  String text() {
    return String.join(".", names);
  }
}
