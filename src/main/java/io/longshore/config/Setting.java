package io.longshore.config;

/**
 * A value as it was written.
 *
 * @param text the value; blank means that it is not set
 * @param origin the key as the user wrote it and where, for messages
 */
record Setting(String text, String origin) {

  boolean isSet() {
    return !text.isBlank();
  }
}
