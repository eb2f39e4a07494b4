package io.longshore.demo;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Generated listeners for the demo, always the same. Each likes one of five kinds of songs; a tenth
 * of what they hear is of a random kind.
 */
final class SampleInteractions {

  static final int USERS = 2000;
  static final int SEED = 100;
  private static final int OF_A_USER = 20;
  private static final int SONGS_OF_A_KIND = 300;
  private static final String[] KINDS = {"shanty", "techno", "fado", "jazz", "metal"};

  private SampleInteractions() {}

  /** The interactions, with the columns user, song and heard_at. */
  static byte[] csv() {
    Random random = new Random(7);
    StringBuilder csv = new StringBuilder("user,song,heard_at\n");
    for (int user = 0; user < USERS; user++) {
      for (int i = 0; i < OF_A_USER; i++) {
        int kind = (random.nextInt(10) == 0 ? random.nextInt(KINDS.length) : user) % KINDS.length;
        csv.append(name(user)).append(',').append(KINDS[kind]).append('-');
        csv.append(random.nextInt(SONGS_OF_A_KIND)).append(',').append(1_790_000_000 + i);
        csv.append('\n');
      }
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Users who like sea shanties. */
  static byte[] seed() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SEED; i++) {
      lines.append("{\"user_id\": \"").append(name(KINDS.length * i)).append("\"}\n");
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the line names a user who likes what the seed likes. */
  static boolean likesShanties(String line) {
    return Integer.parseInt(line.replaceAll("\\D", "")) % KINDS.length == 0;
  }

  private static String name(int user) {
    return "listener%04d".formatted(user);
  }
}
