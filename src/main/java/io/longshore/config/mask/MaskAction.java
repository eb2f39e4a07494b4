package io.longshore.config.mask;

/** What happens to the values at a path. */
public enum MaskAction {
  /** They leave as they are. */
  KEEP,
  /** They do not leave. */
  DROP,
  /** Their HMAC-SHA256 leaves instead of them. */
  HASH,
  /** Only their first characters leave. */
  TRUNCATE
}
