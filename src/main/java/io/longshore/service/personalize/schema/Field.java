package io.longshore.service.personalize.schema;

/**
 * A field of a schema.
 *
 * @param type that a value has unless it is null
 */
public record Field(
    String name, FieldType type, boolean nullable, boolean categorical, boolean textual) {

  /** The same, of which a record may have no value. */
  public Field orNull() {
    return new Field(name, type, true, categorical, textual);
  }

  public boolean is(FieldType one) {
    return type == one;
  }

  /** Whether it names somebody or something, rather than tell of it. */
  public boolean isId() {
    return name.endsWith("_ID") && !categorical && !textual;
  }
}
