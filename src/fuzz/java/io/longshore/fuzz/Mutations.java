package io.longshore.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generates invalid inputs from valid ones, deterministically by seed. */
final class Mutations {

  private static final int MOST_BYTES = 16 * 1024;
  private static final List<String> TELLING =
      List.of(
          "\0",
          "\"",
          "\\",
          "\\u",
          "\\ud800",
          "{",
          "}",
          "[",
          "]",
          ",",
          ";",
          ":",
          "=",
          "/",
          "%",
          "%2",
          "%2F",
          "%00",
          "+",
          "&",
          "?",
          "..",
          "//",
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          "null",
          "1e999",
          "-0",
          "99999999999999999999",
          "\ufeff",
          "é",
          "\ud83d\ude00",
          "\u2028",
          "İ",
          "ſ");

  private final List<byte[]> seeds;
  private final Random random;

  Mutations(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] input = any();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      input = mutated(input);
    }
    return input.length <= MOST_BYTES ? input : Arrays.copyOf(input, MOST_BYTES);
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] mutated(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + 1 + random.nextInt(8));
    byte[] other = any();
    int cut = random.nextInt(other.length + 1);
    return switch (random.nextInt(8)) {
      case 0 -> flipped(input, from);
      case 1 -> spliced(input, from, new byte[] {(byte) random.nextInt()}, to);
      case 2 -> spliced(input, from, new byte[0], to);
      case 3 -> spliced(input, from, telling(), from);
      case 4 -> spliced(input, from, telling(), to);
      case 5 -> spliced(input, from, Arrays.copyOfRange(input, from, to), from);
      case 6 -> spliced(input, from, repeated(input, from, to), from);
      default -> spliced(input, from, Arrays.copyOfRange(other, cut, other.length), input.length);
    };
  }

  private byte[] flipped(byte[] input, int at) {
    if (at == input.length) {
      return input;
    }
    byte[] flipped = input.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private byte[] telling() {
    return TELLING.get(random.nextInt(TELLING.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] repeated(byte[] input, int from, int to) {
    byte[] many = new byte[(to - from) * (1 + random.nextInt(300))];
    for (int i = 0; i < many.length; i++) {
      many[i] = input[from + i % (to - from)];
    }
    return many;
  }

  private static byte[] spliced(byte[] input, int from, byte[] between, int to) {
    byte[] spliced = Arrays.copyOf(input, from + between.length + input.length - to);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(input, to, spliced, from + between.length, input.length - to);
    return spliced;
  }
}
