package io.longshore.service.personalize;

/**
 * A field of a schema.
 *
 * @param type that a value has unless it is null
 */
record Field(String name, FieldType type, boolean nullable, boolean categorical, boolean textual) {

  boolean is(FieldType one) {
    return type == one;
  }

  /** Whether it names somebody or something, rather than tell of it. */
  boolean isId() {
    return name.endsWith("_ID") && !categorical && !textual;
  }
}
