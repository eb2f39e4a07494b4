package io.longshore.transfer.parquet.write;

import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.mapType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet schema of rows. Maps and lists have the three levels that the format specifies. */
final class RowSchema {

  private RowSchema() {}

  /**
   * The schema of a file.
   *
   * @param name of the root, which no reader shows
   */
  static MessageType of(String name, List<RowMember> members) {
    return new MessageType(name, members.stream().map(RowSchema::type).toList());
  }

  private static Type type(RowMember member) {
    if (member instanceof RowMember.Value value) {
      return value(value);
    }
    if (member instanceof RowMember.Group group) {
      List<Type> members = group.members().stream().map(RowSchema::type).toList();
      return new GroupType(Repetition.OPTIONAL, group.name(), members);
    }
    return member instanceof RowMember.Numbers
        ? map(member.name(), Types.required(PrimitiveTypeName.DOUBLE).named("value"))
        : map(member.name(), texts());
  }

  private static Type value(RowMember.Value value) {
    Repetition repetition = value.required() ? Repetition.REQUIRED : Repetition.OPTIONAL;
    return value.type() == ValueType.STRING
        ? Types.primitive(PrimitiveTypeName.BINARY, repetition).as(stringType()).named(value.name())
        : Types.primitive(value.type().primitive(), repetition).named(value.name());
  }

  private static Type texts() {
    Type element = Types.required(PrimitiveTypeName.BINARY).as(stringType()).named("element");
    return Types.optionalGroup()
        .addField(new GroupType(Repetition.REPEATED, "list", element))
        .as(listType())
        .named("value");
  }

  private static Type map(String name, Type value) {
    Type key = Types.required(PrimitiveTypeName.BINARY).as(stringType()).named("key");
    return Types.optionalGroup()
        .addField(new GroupType(Repetition.REPEATED, "key_value", key, value))
        .as(mapType())
        .named(name);
  }
}
