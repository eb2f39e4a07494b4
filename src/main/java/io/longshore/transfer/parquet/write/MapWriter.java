package io.longshore.transfer.parquet.write;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.schema.GroupType;

/** Writes objects whose members have names of the user's choice as maps. */
final class MapWriter implements MemberWriter {

  private final String name;
  private final int level;
  private final int entry;
  private final ValueWriter keys;
  private final MemberWriter values;

  private MapWriter(ColumnPath at, ColumnPath entries, MemberWriter values) {
    this.name = at.text();
    this.level = at.definition();
    this.entry = entries.repetition();
    this.keys = new ValueWriter(entries.member("key"));
    this.values = values;
  }

  static MapWriter of(GroupType type, ColumnPath at) {
    GroupType entry = type.getType(0).asGroupType();
    ColumnPath entries = at.member(entry.getName());
    ColumnPath value = entries.member("value");
    return new MapWriter(
        at,
        entries,
        entry.getType(1).isPrimitive() ? new ValueWriter(value) : new ListWriter(value));
  }

  @Override
  public void json(JsonParser in, int repetition) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      absent(repetition, level - 1);
      return;
    }
    MemberWriter.require(in, JsonToken.START_OBJECT, name);
    int next = repetition;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      keys.text(in.currentName().getBytes(StandardCharsets.UTF_8), next);
      in.nextToken();
      values.json(in, next);
      next = entry;
    }
    if (next == repetition) {
      absent(repetition, level);
    }
  }

  @Override
  public void absent(int repetition, int definition) {
    keys.absent(repetition, definition);
    values.absent(repetition, definition);
  }

  /** Writes lists of texts. */
  private static final class ListWriter implements MemberWriter {

    private final String name;
    private final int level;
    private final int element;
    private final ValueWriter elements;

    ListWriter(ColumnPath at) {
      ColumnPath list = at.member("list");
      this.name = at.text();
      this.level = at.definition();
      this.element = list.repetition();
      this.elements = new ValueWriter(list.member("element"));
    }

    @Override
    public void json(JsonParser in, int repetition) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        absent(repetition, level - 1);
        return;
      }
      MemberWriter.require(in, JsonToken.START_ARRAY, name);
      int next = repetition;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        elements.json(in, next);
        next = element;
      }
      if (next == repetition) {
        absent(repetition, level);
      }
    }

    @Override
    public void absent(int repetition, int definition) {
      elements.absent(repetition, definition);
    }
  }
}
