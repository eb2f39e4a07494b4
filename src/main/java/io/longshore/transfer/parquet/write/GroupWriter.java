package io.longshore.transfer.parquet.write;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Writes a row, or a group within one, member by member. */
final class GroupWriter implements MemberWriter {

  private final String name;
  private final int level;
  private final List<MemberWriter> members;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final boolean[] seen;

  private GroupWriter(String name, int level, GroupType type, List<MemberWriter> members) {
    this.name = name;
    this.level = level;
    this.members = members;
    this.seen = new boolean[members.size()];
    for (int index = 0; index < members.size(); index++) {
      indexes.put(type.getFieldName(index), index);
    }
  }

  /** Writes whole rows into the columns. */
  static GroupWriter ofRows(MessageType schema, ColumnWriteStore columns) {
    return of("a row", 0, schema, new ColumnPath(schema, columns, List.of()));
  }

  private static GroupWriter of(String name, int level, GroupType type, ColumnPath at) {
    List<MemberWriter> members = type.getFields().stream().map(field -> of(field, at)).toList();
    return new GroupWriter(name, level, type, members);
  }

  private static MemberWriter of(Type type, ColumnPath parent) {
    ColumnPath at = parent.member(type.getName());
    if (type.isPrimitive()) {
      return new ValueWriter(at);
    }
    return type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
        ? MapWriter.of(type.asGroupType(), at)
        : of(type.getName(), at.definition(), type.asGroupType(), at);
  }

  /** The writer of a member that is a single value, by its number in the schema. */
  ValueWriter value(int member) {
    return (ValueWriter) members.get(member);
  }

  @Override
  public void json(JsonParser in, int repetition) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL && level > 0) {
      absent(repetition, level - 1);
      return;
    }
    MemberWriter.require(in, JsonToken.START_OBJECT, name);
    Arrays.fill(seen, false);
    while (in.nextToken() != JsonToken.END_OBJECT) {
      Integer index = indexes.get(in.currentName());
      if (index == null || seen[index]) {
        throw new IllegalStateException(
            "%s has a member that its Parquet schema does not have, or has it twice"
                .formatted(name));
      }
      seen[index] = true;
      in.nextToken();
      members.get(index).json(in, repetition);
    }
    for (int index = 0; index < seen.length; index++) {
      if (!seen[index]) {
        members.get(index).absent(repetition, level);
      }
    }
  }

  @Override
  public void absent(int repetition, int definition) {
    for (MemberWriter member : members) {
      member.absent(repetition, definition);
    }
  }
}
