package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import io.longshore.junit.http.TestKeyCalls;
import io.longshore.junit.process.RunningServer;
import io.longshore.junit.process.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running server, seen from one account that is this test's alone. All methods block, and all
 * threads may use it.
 */
public final class LongshoreServer {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long ACCOUNTS = 100_000_000_000L;

  /** What a request of the operator API has at most. */
  private static final int LARGEST_SEED = 1024 * 1024;

  private final TestKeyCalls calls;
  private final ClassLoader resources;
  private final AtomicReference<String> bucket = new AtomicReference<>();

  LongshoreServer(URI uri, String account, ClassLoader resources) {
    this.calls = new TestKeyCalls(uri, account);
    this.resources = resources;
  }

  /**
   * A server that was started otherwise, for example a container, with a fresh account. It must
   * accept test keys: any 12 digits with the secret {@code test}.
   */
  public static LongshoreServer at(URI uri) {
    return new LongshoreServer(uri, freshAccount(), Thread.currentThread().getContextClassLoader());
  }

  /**
   * The server that all tests of this JVM use, with a fresh account; the first call starts it. For
   * test frameworks other than JUnit, and for beans of a program under test.
   */
  public static LongshoreServer start() {
    return at(RunningServer.with(new ServerOptions(Map.of(), List.of(), false)).uri());
  }

  /** Twelve digits that no other test has. */
  static String freshAccount() {
    return "9%011d".formatted((long) (RANDOM.nextDouble() * ACCOUNTS));
  }

  /** The endpoint for AWS SDKs, for all services and S3. */
  public URI uri() {
    return calls.endpoint();
  }

  /** The account, 12 digits. It is also the access key ID. */
  public String account() {
    return calls.account();
  }

  public String accessKeyId() {
    return calls.account();
  }

  public String secretAccessKey() {
    return TestKeyCalls.SECRET;
  }

  public String region() {
    return TestKeyCalls.REGION;
  }

  /** The ARN of a role of the account, for jobs that read or write S3. */
  public String roleArn() {
    return "arn:aws:iam::" + account() + ":role/test";
  }

  /** The bucket of this test; the first call creates it. */
  public String bucket() {
    synchronized (bucket) {
      if (bucket.get() == null) {
        String name = "test-" + account() + "-" + UUID.randomUUID().toString().substring(0, 8);
        calls.createBucket(name);
        bucket.set(name);
      }
      return bucket.get();
    }
  }

  /** The jobs of the account. */
  public LongshoreJobs jobs() {
    return new LongshoreJobs(calls, Map.of());
  }

  /** Decides what happens to jobs of the account. */
  public PlacedFate fate(LongshoreFate fate) {
    JsonReply reply = calls.send("POST", "test/fates", fate.request());
    return new PlacedFate(calls, reply.object("Fate").text("FateId").orElseThrow());
  }

  /** Adds rules for calls of the account, evaluated after those that exist. */
  public void faults(LongshoreFault... faults) {
    List<Object> rules = new ArrayList<>();
    for (LongshoreFault fault : faults) {
      rules.add(fault.rule());
    }
    calls.send("PATCH", "test/faults", Map.of("Faults", rules));
  }

  /** Removes all rules for calls of the account. */
  public void removeFaults() {
    calls.send("POST", "test/faults", Map.of("Faults", List.of()));
  }

  /** The calls of the account. */
  public LongshoreCalls calls() {
    return new LongshoreCalls(calls, Map.of());
  }

  /**
   * Makes all dates of the account older, as if the time had passed, and runs what the server does
   * from time to time.
   */
  public void age(Duration time) {
    calls.send("POST", "test/age", Map.of("Seconds", time.toSeconds()));
  }

  /** Deletes what the account has. A test has an account of its own, so few need this. */
  public void reset() {
    calls.send("POST", "test/reset", Map.of());
  }

  /**
   * Creates what a document describes, unless it exists.
   *
   * @param document a resource of the class path, or a file
   * @param files the files that the document names, found in the same way
   * @throws IllegalArgumentException if they are larger than 1 MiB together; the setting {@code
   *     seed.file} takes larger ones
   */
  public LongshoreSeed seed(String document, String... files) {
    List<Object> contents = new ArrayList<>();
    for (String file : files) {
      contents.add(Map.of("Name", file, "Text", read(file)));
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("Document", read(document));
    if (!contents.isEmpty()) {
      request.put("Files", contents);
    }
    requireSmall(document, request);
    return new LongshoreSeed(calls.send("POST", "test/seed", request));
  }

  private static void requireSmall(String document, Map<String, Object> request) {
    int length = TestKeyCalls.length(request);
    if (length > LARGEST_SEED) {
      throw new IllegalArgumentException(
          "%s has %d bytes with its files, a call takes %d: split it, start the server with the setting seed.file, or import the rows by a job"
              .formatted(document, length, LARGEST_SEED));
    }
  }

  private String read(String name) {
    try (InputStream resource = resources.getResourceAsStream(name)) {
      byte[] bytes = resource == null ? Files.readAllBytes(Path.of(name)) : resource.readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          name + " is neither a resource of the class path nor a file", failure);
    }
  }

  @Override
  public String toString() {
    return "Longshore at %s, account %s".formatted(uri(), account());
  }
}
