package io.longshore.transfer.parquet;

import io.longshore.transfer.parquet.CraftedFile.Compact;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Files of the column c that no writer should write. */
public final class BrokenFiles {

  private BrokenFiles() {}

  /** The name of each, its bytes, and a pattern of the reason for which it is refused. */
  public static Stream<Arguments> all() {
    byte[] whole = new CraftedFile().bytes();
    return Stream.of(
        broken("nothing", new byte[0], "too short"),
        broken("the magic number only", "PAR1PAR1".getBytes(), "too short"),
        broken("cut off", Arrays.copyOf(whole, whole.length - 9), "does not end as a Parquet file"),
        broken("text", "a,b\n1,2\n1,2\n1,2\n".getBytes(), "does not end as a Parquet file"),
        broken("encrypted", end(whole, 1, 'E'), "it is encrypted"),
        broken("a footer longer than the file", end(whole, 6, 1), "longer than the file"),
        broken("a footer of 2 GiB", end(whole, 5, 0x7f), "longer than the file"),
        broken("an empty footer", footer(new byte[0]), "its Parquet data is damaged"),
        broken("a footer of zeros", footer(new byte[40]), "it has no schema"),
        broken("a footer of noise", footer(noise()), "cannot be read: "),
        broken(
            "two billion columns",
            footer(new Compact().list(2, CompactReader.STRUCT, 1L << 31).end()),
            "its Parquet data is damaged"),
        broken("nested structures", footer(nested()), "nested too deeply"),
        crafted("codec LZO", file -> file.codec = 3, "its codec LZO is not supported"),
        crafted("codec 77", file -> file.codec = 77, "its codec number 77 is not supported"),
        crafted("encoding 4", file -> file.encoding = 4, "its encoding 4 is not supported"),
        crafted(
            "a page of 2 GiB",
            file -> file.plainBytes = Integer.MAX_VALUE,
            "a page has 2147483647 bytes"),
        crafted(
            "a compressed page of 2 GiB",
            file -> file.pageBytes = Integer.MAX_VALUE,
            "a page has 5 bytes, 2147483647 compressed"),
        crafted("a negative page", file -> file.pageBytes = -1, "a page has a negative size"),
        crafted(
            "a billion values",
            file -> file.pageValues = 1 << 30,
            "a page has more than 16777216 values"),
        crafted(
            "fewer values than rows",
            file -> file.rows = 2,
            "another number of values than the file has rows"),
        crafted(
            "a column outside of the file", file -> file.first = 1 << 30, "outside of the file"),
        crafted(
            "a column longer than the file",
            file -> file.chunkBytes = 1L << 40,
            "outside of the file"),
        crafted("a wrong checksum", file -> file.crc = 7, "the checksum of a page does not match"),
        crafted(
            "a text longer than its page",
            file -> file.page = new byte[] {-1, -1, -1, 127, 'x'},
            "a value is longer than its page"),
        crafted(
            "a text of negative length",
            file -> file.page = new byte[] {-1, -1, -1, -1, 'x'},
            "a value is longer than its page"),
        crafted("no dictionary", file -> file.encoding = 8, "its dictionary is missing"),
        crafted(
            "a dictionary of a billion",
            CraftedFileCases::hugeDictionary,
            "a dictionary has fewer values"),
        crafted(
            "a run of a billion values",
            CraftedFileCases::hugeRun,
            "its Parquet data is damaged|fewer values than it should|dictionary"),
        crafted(
            "two billion differences", CraftedFileCases::hugeDelta, "more values than it should"),
        crafted("a snappy page of noise", file -> file.codec = 1, "damaged|another size"),
        crafted("a gzip page of noise", file -> file.codec = 2, "its gzip data is damaged"),
        crafted("a zstd page of noise", file -> file.codec = 6, "damaged|another size"));
  }

  private static Arguments crafted(String name, Consumer<CraftedFile> change, String reason) {
    CraftedFile file = new CraftedFile();
    change.accept(file);
    return broken(name, file.bytes(), reason);
  }

  private static Arguments broken(String name, byte[] file, String reason) {
    return Arguments.of(name, file, reason);
  }

  /** A copy with another byte at that place from the end. */
  private static byte[] end(byte[] file, int place, int value) {
    byte[] copy = file.clone();
    copy[copy.length - place] = (byte) value;
    return copy;
  }

  private static byte[] footer(byte[] footer) {
    return CraftedFile.file(new byte[0], new byte[0], footer);
  }

  private static byte[] noise() {
    byte[] noise = new byte[5000];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] nested() {
    byte[] nested = new byte[2000];
    Arrays.fill(nested, (byte) 0x9c); // a field of id +9 that is a structure
    return nested;
  }
}
