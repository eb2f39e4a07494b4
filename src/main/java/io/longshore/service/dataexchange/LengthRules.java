package io.longshore.service.dataexchange;

import java.nio.charset.StandardCharsets;

/** Limits of lengths that are in the service's quotas and not in its model. */
public final class LengthRules {

  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_DESCRIPTION = 16_384;
  private static final int LONGEST_KEY_BYTES = 1024;

  private LengthRules() {}

  public static String name(String text) {
    return within("Name", text, LONGEST_NAME);
  }

  public static String description(String text) {
    return within("Description", text, LONGEST_DESCRIPTION);
  }

  /** The name of an asset is the key of an object, byte for byte. */
  public static String assetName(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_KEY_BYTES) {
      throw DataExchangeError.VALIDATION.because(
          "The name of an asset must have 1 to 1024 bytes of UTF-8, has " + bytes);
    }
    return text;
  }

  private static String within(String member, String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (text.isBlank() || length > most) {
      throw DataExchangeError.VALIDATION.because(
          "%s must have 1 to %d characters that are not all blank, has %d"
              .formatted(member, most, length));
    }
    return text;
  }
}
