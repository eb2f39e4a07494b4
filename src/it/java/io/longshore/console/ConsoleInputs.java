package io.longshore.console;

import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The objects in S3 that the scenarios of the data browsers import: films, and what users listen
 * to. A fifth of the users likes what the seed likes.
 */
final class ConsoleInputs {

  private static final int FILMS = 2_000;
  private static final int USERS = 1_000;
  private static final int SONGS_OF_A_USER = 12;
  private static final int KINDS = 5;

  private ConsoleInputs() {}

  /** Writes them below {@code films/}, {@code songs/} and {@code seed/}. */
  static void put(S3Objects objects, String bucket) {
    objects.put(bucket, "films/films.csv", bytes("ITEM_ID,GENRES,PRICE\n", films()));
    objects.put(bucket, "songs/heard.csv", bytes("user,song,heard_at\n", songs()));
    objects.put(bucket, "seed/seed.jsonl", bytes("", seed()));
  }

  private static String films() {
    return IntStream.range(0, FILMS)
        .mapToObj("film-%1$d,Drama|Comedy,%1$d.90"::formatted)
        .collect(Collectors.joining("\n"));
  }

  private static String songs() {
    return IntStream.range(0, USERS * SONGS_OF_A_USER)
        .mapToObj(ConsoleInputs::song)
        .collect(Collectors.joining("\n"));
  }

  private static String song(int n) {
    int user = n / SONGS_OF_A_USER;
    int song = (n * 7919 >>> 1) % 200;
    int time = 1_790_000_000 + n % SONGS_OF_A_USER;
    return "listener%d,kind%d-%d,%d".formatted(user, user % KINDS, song, time);
  }

  private static String seed() {
    return IntStream.range(0, USERS / KINDS / 2)
        .mapToObj(n -> "{\"user_id\": \"listener%d\"}".formatted(n * KINDS))
        .collect(Collectors.joining("\n"));
  }

  private static byte[] bytes(String header, String lines) {
    return (header + lines + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
