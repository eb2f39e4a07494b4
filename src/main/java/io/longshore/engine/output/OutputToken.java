package io.longshore.engine.output;

import java.util.UUID;

/**
 * Identifies one upload of an output.
 *
 * @param seq of the output's row
 * @param token random; stored with the row and in the object's metadata
 */
public record OutputToken(int seq, UUID token) {

  public static OutputToken of(OutputRow row) {
    return new OutputToken(row.seq(), row.token().orElseThrow());
  }
}
