package io.longshore.config.load;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The known keys, and the environment variables that set them. */
final class KnownKeys {

  static final String PREFIX = "LONGSHORE_";

  /** Variables that Kubernetes sets in every pod if there is a service named longshore. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("LONGSHORE(_[A-Z0-9]+)*_(SERVICE_HOST|SERVICE_PORT|PORT)(_.*)?");

  private final TreeSet<String> keys;
  private final Map<String, String> byVariable;

  KnownKeys(Collection<String> keys) {
    this.keys = new TreeSet<>(keys);
    this.byVariable =
        this.keys.stream().collect(Collectors.toMap(KnownKeys::variable, Function.identity()));
  }

  /** Returns the key if it is known; else throws. */
  String checked(String key, String origin) {
    if (keys.contains(key)) {
      return key;
    }
    throw new ConfigError(
        "There is no key %s (%s). The nearest is %s".formatted(key, origin, nearest(key, keys)));
  }

  /** The key that an environment variable sets, or null if the variable is no setting. */
  String ofVariable(String variable) {
    String key = byVariable.get(variable);
    if (key != null || !variable.startsWith(PREFIX) || SERVICE_LINK.matcher(variable).matches()) {
      return key;
    }
    throw new ConfigError(
        "There is no key for the environment variable %s. The nearest is %s"
            .formatted(variable, nearest(variable, byVariable.keySet())));
  }

  /** {@code s3.secretKey_FILE} is {@code LONGSHORE_S3_SECRET_KEY_FILE}. */
  static String variable(String key) {
    String snake = key.replace('.', '_').replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_");
    return PREFIX + snake.toUpperCase(Locale.ROOT);
  }

  private static String nearest(String wrong, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(key -> distance(wrong, key))).orElseThrow();
  }

  /** The edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
