package io.longshore.service.personalize.schema;

/**
 * A field of a schema.
 *
 * @param type the type of its values other than null
 */
public record Field(
    String name, FieldType type, boolean nullable, boolean categorical, boolean textual) {

  /** The same field, nullable. */
  public Field orNull() {
    return new Field(name, type, true, categorical, textual);
  }

  public boolean is(FieldType one) {
    return type == one;
  }

  /** Whether its values are ids. */
  public boolean isId() {
    return name.endsWith("_ID") && !categorical && !textual;
  }
}
