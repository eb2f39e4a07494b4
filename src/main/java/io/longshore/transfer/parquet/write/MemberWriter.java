package io.longshore.transfer.parquet.write;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Writes a member of rows into its columns, with the levels of repetition and definition that the
 * format has for values within groups and lists.
 */
interface MemberWriter {

  /**
   * Writes a value in JSON.
   *
   * @param in at the first token of the value; afterwards at its last one
   * @param repetition the level of the list that the value continues; 0 in a new row
   */
  void json(JsonParser in, int repetition) throws IOException;

  /**
   * Writes that there is no value.
   *
   * @param definition how many of the optional and repeated groups around it are there
   */
  void absent(int repetition, int definition);

  /** Refuses a value of another kind, without its text, which may be secret. */
  static void require(JsonParser in, JsonToken token, String name) {
    if (in.currentToken() != token) {
      throw new IllegalStateException(
          "A value of %s has another type than its Parquet schema".formatted(name));
    }
  }
}
