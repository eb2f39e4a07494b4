package io.longshore.service.personalize;

import java.util.Set;

/**
 * A field of a schema.
 *
 * @param types Avro's names of the types that a value may have, without null
 */
record Field(
    String name, Set<String> types, boolean nullable, boolean categorical, boolean textual) {

  boolean is(String type) {
    return types.equals(Set.of(type));
  }
}
