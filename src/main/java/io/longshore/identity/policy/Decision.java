package io.longshore.identity.policy;

/**
 * What a policy says to a question.
 *
 * @param statement the statement that decided, by its Sid or its place; null when none did, which
 *     is a no
 */
public record Decision(boolean allowed, String statement) {

  /** The reason as a person reads it. */
  public String because() {
    if (statement == null) {
      return "no statement allows it";
    }
    return statement + (allowed ? " allows it" : " denies it");
  }
}
