package io.longshore.conformance;

import io.longshore.fixture.Gzip;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * 2,000 users with 20 interactions each. Users with even numbers prefer one half of the items,
 * users with odd numbers the other half; a tenth of each user's interactions is with the other
 * half.
 */
final class TwoTasteData {

  static final int USERS = 2000;
  private static final int INTERACTIONS = 20;
  private static final int ITEMS_OF_A_TASTE = 300;

  private TwoTasteData() {}

  /** A CSV file with the columns user, item and at, of the users from that number on. */
  static byte[] csv(int from, int to) {
    StringBuilder csv = new StringBuilder("user,item,at\n");
    Random random = new Random(from + 7L);
    for (int user = from; user < to; user++) {
      for (int i = 0; i < INTERACTIONS; i++) {
        int taste = random.nextInt(10) == 0 ? 1 - user % 2 : user % 2;
        int item = taste * ITEMS_OF_A_TASTE + random.nextInt(ITEMS_OF_A_TASTE);
        csv.append("%s,item-%d,%d\n".formatted(name(user), item, 1_700_000_000 + i));
      }
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String name(int user) {
    return "user-%04d".formatted(user);
  }

  static boolean isEven(String name) {
    return Integer.parseInt(name.substring(5)) % 2 == 0;
  }

  /** The first users with an even number. */
  static List<String> seed(int size) {
    return IntStream.range(0, size).mapToObj(i -> name(2 * i)).toList();
  }

  static byte[] lines(List<String> users) {
    return users.stream()
        .map("{\"user_id\": \"%s\"}\n"::formatted)
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The users of exported lines, in order. */
  static List<String> users(byte[] gzipped) {
    return new String(Gzip.plain(gzipped), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.substring(line.indexOf(':') + 1).replaceAll("[\" }]", ""))
        .toList();
  }
}
