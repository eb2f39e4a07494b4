package io.longshore.conformance;

import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs jobs with the same inputs at every call, and keeps for each of their results the number of
 * rows and a digest of the sorted rows, without what differs between installations.
 */
abstract class JobDigests {

  static final String ACCOUNT = "111122223333";
  static final String ROLE = "arn:aws:iam::111122223333:role/rows";

  final Installation server;
  final S3Objects objects;
  final String bucket;
  private final Map<String, String> results = new TreeMap<>();

  /**
   * @param bucket for inputs and outputs, of this installation only
   */
  JobDigests(Installation server, S3Objects objects, String bucket) {
    this.server = server;
    this.objects = objects;
    this.bucket = bucket;
  }

  /** Runs the jobs. */
  abstract void run() throws Exception;

  /** Runs the jobs, and returns the digests of their results by name. */
  final Map<String, String> digests() throws Exception {
    run();
    return results;
  }

  String place(String key) {
    return "s3://" + bucket + "/" + key;
  }

  void put(String key, String head, int rows, IntFunction<String> row) {
    put(
        key,
        Stream.concat(head.isEmpty() ? Stream.of() : Stream.of(head), each(rows, row))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static Stream<String> each(int rows, IntFunction<String> row) {
    return IntStream.range(0, rows).mapToObj(row);
  }

  void put(String key, String text) {
    objects.put(bucket, key, text.getBytes(UTF_8));
  }

  /** The lines of the objects with this prefix and suffix, unpacked. */
  Stream<String> lines(String prefix, String suffix) {
    return objects.keys(bucket).stream()
        .filter(key -> key.startsWith(prefix) && key.endsWith(suffix))
        .flatMap(key -> text(key).lines());
  }

  private String text(String key) {
    byte[] bytes = objects.bytes(bucket, key);
    return new String(key.endsWith(".gz") ? Gzip.plain(bytes) : bytes, UTF_8);
  }

  /** Keeps a result. */
  void keep(String name, Stream<String> rows) {
    List<String> sorted = rows.sorted().toList();
    keep(name, sorted.size() + " rows, " + digest(String.join("\n", sorted).getBytes(UTF_8)));
  }

  void keep(String name, byte[] bytes) {
    keep(name, bytes.length + " bytes, " + digest(bytes));
  }

  /** Keeps a result that is short. */
  void keep(String name, String result) {
    if (results.put(name, result) != null) {
      throw new IllegalStateException(name + " is there twice");
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Waits until as many jobs of the type have succeeded. */
  void succeeded(String type, int jobs) {
    String count = "select count(*) from job where state = 'SUCCEEDED' and type = '" + type + "'";
    until(
        () -> CompletableFuture.supplyAsync(() -> Sql.run(server.database(), count).get(0)),
        found -> Integer.parseInt(found) >= jobs);
  }

  /** Keeps the numbers of rows that tables have. */
  void keepCounts(String name, String... tables) {
    String counts =
        Arrays.stream(tables)
            .map("select '%1$s ' || count(*) from %1$s"::formatted)
            .collect(Collectors.joining(" union all "));
    keep(name, Sql.run(server.database(), counts).stream());
  }
}
