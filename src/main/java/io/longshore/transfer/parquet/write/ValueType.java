package io.longshore.transfer.parquet.write;

import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The types of single values. */
public enum ValueType {
  /** Text in UTF-8: BYTE_ARRAY with the logical type STRING. */
  STRING(PrimitiveTypeName.BINARY),
  /** A signed number of 32 bits. */
  INT(PrimitiveTypeName.INT32),
  /** A signed number of 64 bits. */
  LONG(PrimitiveTypeName.INT64),
  /** A number of IEEE 754 with 32 bits. */
  FLOAT(PrimitiveTypeName.FLOAT),
  /** A number of IEEE 754 with 64 bits. */
  DOUBLE(PrimitiveTypeName.DOUBLE),
  /** True or false. */
  BOOLEAN(PrimitiveTypeName.BOOLEAN);

  private final PrimitiveTypeName primitive;

  ValueType(PrimitiveTypeName primitive) {
    this.primitive = primitive;
  }

  PrimitiveTypeName primitive() {
    return primitive;
  }
}
