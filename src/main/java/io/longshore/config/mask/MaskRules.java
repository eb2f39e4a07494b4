package io.longshore.config.mask;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The rules that apply to the exports of one service under one role.
 *
 * @param rules at least one
 * @param key of the hash, if a rule hashes
 */
public record MaskRules(List<MaskRule> rules, Optional<byte[]> key) {

  private static final String HMAC = "HmacSHA256";
  private static final int DIGEST_DIGITS = 32;

  /** The key of the digest of rules that do not hash. It protects nothing. */
  private static final byte[] NO_KEY = "longshore".getBytes(StandardCharsets.UTF_8);

  public MaskRules {
    rules = List.copyOf(rules);
  }

  /** What happens to values that no rule names: with an allow-list they do not leave. */
  public MaskAction other() {
    return rules.stream().anyMatch(rule -> rule.action() == MaskAction.KEEP)
        ? MaskAction.DROP
        : MaskAction.KEEP;
  }

  /** What happens to the values at a path. */
  public MaskAction at(List<String> path) {
    return rules.stream()
        .filter(rule -> rule.covers(path))
        .max(Comparator.comparingInt(rule -> rule.path().size()))
        .map(MaskRule::action)
        .orElse(other());
  }

  /** A new keyed hash. */
  public Mac hash() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.orElse(NO_KEY), HMAC));
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + HMAC, impossible);
    }
  }

  /**
   * What is masked, without values and without the key: the lists of paths, and {@code digest},
   * which is equal for equal rules with an equal key.
   */
  public Map<String, Object> description() {
    Map<String, Object> described = new LinkedHashMap<>();
    put(described, "only", MaskAction.KEEP);
    put(described, "drop", MaskAction.DROP);
    put(described, "hash", MaskAction.HASH);
    Map<String, Object> lengths = new TreeMap<>();
    rules.stream()
        .filter(rule -> rule.action() == MaskAction.TRUNCATE)
        .forEach(rule -> lengths.put(rule.text(), rule.length()));
    if (!lengths.isEmpty()) {
      described.put("truncate", lengths);
    }
    String text = rules.get(0).service() + " " + described;
    String digest = HexFormat.of().formatHex(hash().doFinal(text.getBytes(StandardCharsets.UTF_8)));
    described.put("digest", digest.substring(0, DIGEST_DIGITS));
    return described;
  }

  private void put(Map<String, Object> described, String name, MaskAction action) {
    List<String> paths =
        rules.stream()
            .filter(rule -> rule.action() == action)
            .map(MaskRule::text)
            .sorted()
            .toList();
    if (!paths.isEmpty()) {
      described.put(name, paths);
    }
  }

  @Override
  public String toString() { // never the key
    return "MaskRules[" + rules + "]";
  }
}
