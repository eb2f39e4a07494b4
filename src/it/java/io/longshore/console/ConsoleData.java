package io.longshore.console;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the scenarios of the console look at. */
final class ConsoleData {

  static final String BUCKET = "console";

  /** Every role may use every place; exports under one of them are Parquet. */
  static final String ROLES =
      """
      {"arn:aws:iam::*:role/*": {"allowed": "s3://*"},
       "arn:aws:iam::000000000000:role/lake":
         {"allowed": "s3://*", "export": {"format": "parquet"}}}""";

  /** A target that cannot be reached. */
  static final String EVENT_TARGETS =
      "{\"unreachable\": {\"url\": \"http://127.0.0.1:1\", \"pattern\": {\"source\": [\"longshore\"]},"
          + " \"secret\": \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}}";

  private static final int ROWS = 200_000;
  private static final int MANY_JOBS = 10_000;
  private static final int MEGABYTE = 1024 * 1024;

  private ConsoleData() {}

  /**
   * Files to import, 10,000 finished jobs of the container many-jobs, and a target of events that
   * is disabled and has two dead letters.
   */
  static void fill(Installation server) {
    try (S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket(BUCKET);
      objects.put(BUCKET, "in/many.json.gz", Gzip.packed(endpoints(ROWS)));
      objects.put(BUCKET, "in/some.json", endpoints(1_000));
      objects.put(BUCKET, "in/bad.json", bad());
      objects.put(BUCKET, "in/hostile.json", hostile());
      ConsoleInputs.put(objects, BUCKET);
      objects.put(
          BUCKET,
          "unread/a.csv",
          lines(
              List.of("ChannelType,Address,Id", "PIGEON,a,1", "EMAIL,b", "EMAIL,c@example.com,3")));
      String csv = "ChannelType,Address,Id\n" + "EMAIL,b@example.com,5\n".repeat(1_000);
      byte[] whole = Gzip.packed(csv.getBytes(StandardCharsets.UTF_8));
      objects.put(BUCKET, "unread/b.csv.gz", Arrays.copyOf(whole, whole.length / 2));
    }
    Sql.run(
        server.database(),
        """
        INSERT INTO job (id, account, region, type, container, spec, word, phase, state, pieces, finished_at)
        SELECT gen_random_uuid(), '000000000000', 'us-east-1', 'pinpoint.export', 'many-jobs', '{}',
               'COMPLETED', 'SUCCEEDED', 'SUCCEEDED', 1, now()
          FROM generate_series(1, %d)"""
            .formatted(MANY_JOBS),
        """
        INSERT INTO event_target (name, disabled_at, disabled_reason, last_error, last_error_at)
        VALUES ('gone', now(), 'The endpoint answered 410', 'The endpoint answered 410', now())""",
        """
        INSERT INTO event_delivery (target, event, account, source, detail_type, at, envelope,
                                    expires_at, last_error, status, ended_at, attempts)
        SELECT 'gone', gen_random_uuid(), '000000000000', 'longshore', 'Longshore Job State Change',
               now() - interval '1 hour', '{}', now(), 'The endpoint answered 410', 'DEAD', now(), 3
          FROM generate_series(1, 2)""");
  }

  private static byte[] bad() {
    return lines(
        List.of(
            endpoint(1),
            "{\"Id\": \"2\", \"Address\": ",
            "{\"Id\": \"3\", \"ChannelType\": \"PIGEON\"}",
            endpoint(4),
            "not JSON",
            endpoint(6)));
  }

  private static byte[] hostile() {
    return lines(
        List.of(
            endpoint(0),
            "<script>globalThis.broken=1</script>",
            "{\"Id\": \"\u202E<img src=x onerror=globalThis.broken=1>\", \"ChannelType\": \"<b>\"}",
            "\"" + "x".repeat(MEGABYTE) + "\""));
  }

  private static byte[] endpoints(int count) {
    return lines(IntStream.range(0, count).mapToObj(ConsoleData::endpoint).toList());
  }

  private static String endpoint(int id) {
    return "{\"Id\":\"%d\",\"Address\":\"%d@example.com\",\"ChannelType\":\"EMAIL\",\"Attributes\":{\"Plan\":[\"gold\"]}}"
        .formatted(id, id);
  }

  private static byte[] lines(List<String> lines) {
    return lines.stream()
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
