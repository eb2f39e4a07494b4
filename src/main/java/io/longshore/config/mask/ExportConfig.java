package io.longshore.config.mask;

import io.longshore.config.load.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What exports under a role hide, their format, and how they are compressed. A path is one of
 * Pinpoint, or begins with the service's name and a colon. The rule with the longest path counts.
 *
 * @param only the paths whose values leave as they are; with it other paths of that service leave
 *     only if they are in hash or truncate
 * @param drop the paths whose values do not leave
 * @param hash the paths whose values are replaced by their HMAC-SHA256
 * @param hashKey its key, at least 32 random bytes in base64
 * @param truncate the paths of which the first characters leave, and how many
 * @param compression {@code gzip}, {@code zstd} or {@code none}; empty for the service's own, in
 *     Parquet for Snappy
 * @param since {@code lastExport} to export only what has changed since the last export to the same
 *     place; empty to export everything
 * @param format {@code parquet}; empty for the service's own rows
 */
public record ExportConfig(
    List<String> only,
    List<String> drop,
    List<String> hash,
    @Secret Optional<String> hashKey,
    Map<String, Integer> truncate,
    Optional<String> compression,
    Optional<String> since,
    Optional<String> format) {

  /** The value of {@code since}. */
  private static final String LAST_EXPORT = "lastExport";

  private static final String PARQUET = "parquet";
  private static final Set<String> COMPRESSIONS = Set.of("gzip", "zstd", "none");
  private static final int KEY_BYTES = 32;
  private static final int DISTINCT_BYTES = 16;
  private static final int MOST_CHARACTERS = 1024;

  public ExportConfig {
    only = List.copyOf(only);
    drop = List.copyOf(drop);
    hash = List.copyOf(hash);
    truncate = new TreeMap<>(truncate);
    if (compression.isPresent() && !COMPRESSIONS.contains(compression.get())) {
      throw new IllegalArgumentException(
          "roles: compression of export must be gzip, zstd or none, was " + compression.get());
    }
    format
        .filter(name -> !name.equals(PARQUET))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "roles: format of export must be %s, or left out for JSON lines and CSV, was %s"
                      .formatted(PARQUET, name));
            });
    if (hash.isEmpty() == hashKey.isPresent()) {
      throw new IllegalArgumentException("roles: hash and hashKey of export go together");
    }
    hashKey.ifPresent(ExportConfig::key);
    List<MaskRule> rules = rules(only, drop, hash, truncate);
    MaskContradictions.refuse(rules);
    since.ifPresent(value -> requireIncrements(value, rules));
  }

  /** Rules with a compression, for exports of everything. */
  public ExportConfig(
      List<String> only,
      List<String> drop,
      List<String> hash,
      Optional<String> hashKey,
      Map<String, Integer> truncate,
      Optional<String> compression) {
    this(only, drop, hash, hashKey, truncate, compression, Optional.empty(), Optional.empty());
  }

  /** Rules for the service's own compression. */
  public ExportConfig(
      List<String> only,
      List<String> drop,
      List<String> hash,
      Optional<String> hashKey,
      Map<String, Integer> truncate) {
    this(only, drop, hash, hashKey, truncate, Optional.empty());
  }

  /** Changes of endpoints can be applied only by readers who know their ids. */
  private static void requireIncrements(String since, List<MaskRule> rules) {
    if (!since.equals(LAST_EXPORT)) {
      throw new IllegalArgumentException(
          "roles: since of export must be %s, was %s".formatted(LAST_EXPORT, since));
    }
    List<MaskRule> own =
        rules.stream().filter(rule -> rule.service() == MaskService.PINPOINT).toList();
    if (own.isEmpty()) {
      return;
    }
    MaskAction id = new MaskRules(own, Optional.empty()).at(List.of("Id"));
    if (id == MaskAction.DROP || id == MaskAction.TRUNCATE) {
      throw new IllegalArgumentException(
          "roles: since of export needs the Id of endpoints, by which changes are applied: list Id in"
              + " only or hash, and neither in drop nor in truncate");
    }
  }

  /** Whether only what has changed since the last export leaves. */
  public boolean isIncremental() {
    return since.isPresent();
  }

  /** Whether exports hide anything. */
  public boolean masks() {
    return !all().isEmpty();
  }

  /** The rules for a service; empty if there is none. */
  public Optional<MaskRules> rules(MaskService service) {
    List<MaskRule> own = all().stream().filter(rule -> rule.service() == service).toList();
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(new MaskRules(own, hashKey.map(ExportConfig::key)));
  }

  private List<MaskRule> all() {
    return rules(only, drop, hash, truncate);
  }

  private static List<MaskRule> rules(
      List<String> only, List<String> drop, List<String> hash, Map<String, Integer> truncate) {
    List<MaskRule> rules = new ArrayList<>();
    only.forEach(path -> rules.add(MaskService.rule(path, MaskAction.KEEP, 0)));
    drop.forEach(path -> rules.add(MaskService.rule(path, MaskAction.DROP, 0)));
    hash.forEach(path -> rules.add(MaskService.rule(path, MaskAction.HASH, 0)));
    truncate.forEach(
        (path, length) -> {
          if (length < 1 || length > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                "roles: truncate of export must keep 1 to %d characters, %s has %d"
                    .formatted(MOST_CHARACTERS, path, length));
          }
          rules.add(MaskService.rule(path, MaskAction.TRUNCATE, length));
        });
    return rules;
  }

  private static byte[] key(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      key = new byte[0];
    }
    if (key.length < KEY_BYTES || distinct(key) < DISTINCT_BYTES) {
      throw new IllegalArgumentException(
          "roles: hashKey of export must be at least %d random bytes in base64: openssl rand -base64"
                  .formatted(KEY_BYTES)
              + " "
              + KEY_BYTES);
    }
    return key;
  }

  private static long distinct(byte[] key) {
    boolean[] seen = new boolean[1 << Byte.SIZE];
    long distinct = 0;
    for (byte value : key) {
      distinct += seen[value & 0xff] ? 0 : 1;
      seen[value & 0xff] = true;
    }
    return distinct;
  }

  @Override
  public String toString() { // never the key
    return "ExportConfig[rules=" + all() + "]";
  }
}
