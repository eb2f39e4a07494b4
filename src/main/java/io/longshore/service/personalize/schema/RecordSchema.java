package io.longshore.service.personalize.schema;

import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.dataset.DatasetType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The schema of a dataset's records.
 *
 * @param fields in the order of the columns
 */
public record RecordSchema(DatasetType type, List<Field> fields) {

  public RecordSchema {
    fields = List.copyOf(fields);
  }

  /**
   * Parses an Avro schema in JSON.
   *
   * @throws io.longshore.api.ApiError when it is not a schema of a flat record
   */
  public static RecordSchema parse(String json) {
    Schema schema = avro(json);
    if (schema.getType() != Schema.Type.RECORD) {
      throw invalid("must be of the type record");
    }
    DatasetType type =
        DatasetType.ofRecord(schema.getName())
            .orElseThrow(
                () ->
                    invalid(
                        "must have the name Interactions, Items, Users, Actions or"
                            + " ActionInteractions, after its dataset type"));
    List<Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(field(field));
      if (!names.add(field.name().replace("_", "").toUpperCase(Locale.ROOT))) {
        throw invalid("has two fields whose names differ in underscores or case: " + field.name());
      }
    }
    return new RecordSchema(type, fields);
  }

  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** The index of the field that identifies a record. */
  public int keyColumn() {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(type.key())) {
        return i;
      }
    }
    throw new IllegalStateException("Every schema has " + type.key());
  }

  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  private static Schema avro(String json) {
    try {
      return new Schema.Parser().parse(json);
    } catch (AvroRuntimeException wrong) {
      throw invalid("is no Avro schema: " + firstLine(wrong.getMessage()));
    } catch (StackOverflowError deep) {
      throw invalid("is nested too deep");
    } catch (
        RuntimeException wrong) { // Avro's parser fails with various exceptions on unexpected JSON
      throw invalid("is no Avro schema");
    }
  }

  private static Field field(Schema.Field field) {
    Schema schema = field.schema();
    Set<FieldType> types = EnumSet.noneOf(FieldType.class);
    boolean nullable = false;
    List<Schema> choices = schema.isUnion() ? schema.getTypes() : List.of(schema);
    for (Schema choice : choices) {
      if (choice.getType() == Schema.Type.NULL) {
        nullable = true;
      } else {
        types.add(FieldType.of(choice.getType()).orElseThrow(() -> unknownType(field)));
      }
    }
    if (types.size() != 1) {
      throw invalid("has a field that must be of one type, or of one and null: " + field.name());
    }
    return new Field(
        field.name(),
        types.iterator().next(),
        nullable,
        flag(field, "categorical"),
        flag(field, "textual"));
  }

  private static RuntimeException unknownType(Schema.Field field) {
    return invalid(
        "has a field of a type that is none of float, double, int, long, string, boolean and null: "
            + field.name());
  }

  private static boolean flag(Schema.Field field, String name) {
    Object value = field.getObjectProp(name);
    if (value != null && !(value instanceof Boolean)) {
      throw invalid("has a field whose " + name + " is neither true nor false: " + field.name());
    }
    return Boolean.TRUE.equals(value);
  }

  private static String firstLine(String message) {
    String line = message == null ? "unreadable" : message.lines().findFirst().orElse("");
    return line.substring(0, Math.min(200, line.length()));
  }

  public static RuntimeException invalid(String why) {
    return PersonalizeError.INVALID_INPUT.because("The schema " + why + ".");
  }
}
