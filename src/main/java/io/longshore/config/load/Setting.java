package io.longshore.config.load;

/**
 * A setting as it was written.
 *
 * @param text the value; blank means not set
 * @param origin the key as the user wrote it and where, for messages
 */
public record Setting(String text, String origin) {

  public boolean isSet() {
    return !text.isBlank();
  }
}
