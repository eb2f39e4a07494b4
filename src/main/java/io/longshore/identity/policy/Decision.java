package io.longshore.identity.policy;

/**
 * A policy's decision on a request.
 *
 * @param statement the name of the statement that decided; null when none did, so that the request
 *     is denied
 */
public record Decision(boolean allowed, String statement) {

  /** The reason, for messages. */
  public String because() {
    if (statement == null) {
      return "no statement allows it";
    }
    return statement + (allowed ? " allows it" : " denies it");
  }
}
