package io.longshore.service.personalize.job;

import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.transfer.parquet.write.ParquetEncoder;
import io.longshore.transfer.parquet.write.RowMember;
import io.longshore.transfer.parquet.write.ValueType;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowTransform;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The columns of records in Parquet, with the types of the dataset's Avro schema as it is when a
 * job is created. A union with null is an optional column.
 */
final class RecordColumns {

  /** The member of a job's spec that keeps the columns. */
  static final String MEMBER = "columns";

  private RecordColumns() {}

  /** The columns as a job's spec keeps them. */
  static JsonArray of(RecordSchema schema) {
    JsonArray columns = new JsonArray();
    for (Field field : schema.fields()) {
      columns.add(
          new JsonObject()
              .put("name", field.name())
              .put("type", type(field).name())
              .put("required", !field.nullable()));
    }
    return columns;
  }

  private static ValueType type(Field field) {
    return switch (field.type()) {
      case INT -> ValueType.INT;
      case LONG -> ValueType.LONG;
      case FLOAT -> ValueType.FLOAT;
      case DOUBLE -> ValueType.DOUBLE;
      case BOOLEAN -> ValueType.BOOLEAN;
      case STRING -> ValueType.STRING;
    };
  }

  /**
   * An encoder of exported rows, for one object.
   *
   * @param kept the columns in the job's spec
   */
  static ObjectEncoder encoder(
      JsonArray kept, RowTransform transform, Optional<Compression> compression) {
    List<RowMember> columns =
        kept.stream().map(JsonObject.class::cast).<RowMember>map(RecordColumns::column).toList();
    return ParquetEncoder.ofCsv("record", columns, transform, compression);
  }

  private static RowMember.Value column(JsonObject kept) {
    return new RowMember.Value(
        kept.getString("name"),
        ValueType.valueOf(kept.getString("type")),
        kept.getBoolean("required"));
  }
}
