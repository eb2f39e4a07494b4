package io.longshore.transfer.parquet.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** A schema as the footer has it: its nodes from the root on, each before its children. */
final class SchemaElements {

  private final List<SchemaElement> elements = new ArrayList<>();

  private SchemaElements() {}

  static List<SchemaElement> of(MessageType schema) {
    SchemaElements all = new SchemaElements();
    all.elements.add(new SchemaElement(schema.getName()).setNum_children(schema.getFieldCount()));
    schema.getFields().forEach(all::add);
    return all.elements;
  }

  private void add(Type type) {
    SchemaElement element = new SchemaElement(type.getName());
    element.setRepetition_type(FieldRepetitionType.valueOf(type.getRepetition().name()));
    annotate(element, type.getLogicalTypeAnnotation());
    elements.add(element);
    if (type.isPrimitive()) {
      PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
      element.setType(
          name == PrimitiveTypeName.BINARY
              ? org.apache.parquet.format.Type.BYTE_ARRAY
              : org.apache.parquet.format.Type.valueOf(name.name()));
    } else {
      GroupType group = type.asGroupType();
      element.setNum_children(group.getFieldCount());
      group.getFields().forEach(this::add);
    }
  }

  /** The logical type, and for older readers the converted type. */
  private static void annotate(SchemaElement element, LogicalTypeAnnotation annotation) {
    if (annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation) {
      element.setLogicalType(LogicalType.STRING(new StringType()));
      element.setConverted_type(ConvertedType.UTF8);
    } else if (annotation instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation) {
      element.setLogicalType(LogicalType.MAP(new MapType()));
      element.setConverted_type(ConvertedType.MAP);
    } else if (annotation instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      element.setLogicalType(LogicalType.LIST(new ListType()));
      element.setConverted_type(ConvertedType.LIST);
    }
  }
}
