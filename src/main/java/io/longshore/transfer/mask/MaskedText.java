package io.longshore.transfer.mask;

import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRules;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;

/** Hashes and truncates texts. Not thread-safe. */
final class MaskedText {

  private final Mac hash;

  MaskedText(MaskRules rules) {
    this.hash = rules.hash();
  }

  /** The text that leaves instead; the rule must not drop it. */
  String of(MaskTree rule, String text) {
    return switch (rule.action()) {
      case HASH -> hashed(text);
      case TRUNCATE -> truncated(text, rule.length());
      case KEEP -> text;
      case DROP -> throw new IllegalArgumentException("A dropped value has no text");
    };
  }

  /** The hash of the text in UTF-8, in lower-case hexadecimal digits. */
  private String hashed(String text) {
    return HexFormat.of().formatHex(hash.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String truncated(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }

  static boolean changes(MaskTree rule) {
    return rule.action() == MaskAction.HASH || rule.action() == MaskAction.TRUNCATE;
  }
}
