package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.S3Objects;
import io.longshore.job.JobId;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** Compares the objects of export jobs with the rows of the database, without asking Longshore. */
final class ResultVerifier {

  private final ReplicaCluster cluster;
  private final S3Objects objects;
  private final Map<String, List<List<String>>> byBucket = new HashMap<>();

  ResultVerifier(ReplicaCluster cluster, S3Objects objects) {
    this.cluster = cluster;
    this.objects = objects;
  }

  static String partKey(JobId job, int seq) {
    return partKey("out/", job, seq);
  }

  static String partKey(String prefix, JobId job, int seq) {
    return "%s%s-part-%05d.gz".formatted(prefix, job, seq);
  }

  static String manifestKey(JobId job) {
    return "out/_" + job + "-manifest.json";
  }

  /** The keys of all objects that exports of that many pieces create. */
  static List<String> keys(List<JobId> jobs, int pieces) {
    List<String> keys = new ArrayList<>();
    for (JobId job : jobs) {
      keys.add(manifestKey(job));
      for (int seq = 0; seq < pieces; seq++) {
        keys.add(partKey(job, seq));
      }
    }
    return keys;
  }

  /**
   * Requires that the bucket has the objects of these jobs with the right lines, no other object,
   * and no open upload.
   */
  void assertExactly(String app, List<JobId> jobs, int pieces) {
    assertThat(objects.keys(cluster.bucket))
        .containsExactlyInAnyOrderElementsOf(keys(jobs, pieces));
    jobs.forEach(job -> assertComplete(app, job, pieces));
    assertNoUploads();
  }

  void assertNoUploads() {
    assertThat(objects.openUploads(cluster.bucket)).isEmpty();
  }

  /**
   * Requires that the job's objects contain the rows' lines and that the manifest describes the
   * objects.
   */
  void assertComplete(String app, JobId job, int pieces) {
    JsonObject manifest =
        new JsonObject(
            new String(objects.bytes(cluster.bucket, manifestKey(job)), StandardCharsets.UTF_8));
    JsonArray listed = manifest.getJsonArray("Objects");
    assertThat(listed).hasSize(pieces);
    for (int seq = 0; seq < pieces; seq++) {
      byte[] stored = objects.bytes(cluster.bucket, partKey(job, seq));
      byte[] plain = unzipped(stored);
      List<String> lines = new String(plain, StandardCharsets.UTF_8).lines().sorted().toList();
      List<String> wanted = expected(app, seq, pieces);
      assertThat(lines).as(partKey(job, seq)).isEqualTo(wanted);
      assertThat(listed.getJsonObject(seq))
          .isEqualTo(
              new JsonObject()
                  .put("Key", partKey(job, seq))
                  .put("Rows", wanted.size())
                  .put("Bytes", stored.length)
                  .put("Sha256", sha256(plain)));
    }
  }

  /**
   * The number of rows and the sum of the lines' CRC-32, for objects with too many lines to keep in
   * memory.
   */
  long[] checksums(List<String> keys) {
    long[] sums = new long[2];
    for (String key : keys) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  unzipping(objects.bytes(cluster.bucket, key)), StandardCharsets.UTF_8))) {
        lines
            .lines()
            .forEach(
                line -> {
                  CRC32 crc = new CRC32();
                  crc.update(line.getBytes(StandardCharsets.UTF_8));
                  sums[0]++;
                  sums[1] += crc.getValue();
                });
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return sums;
  }

  /** The same of the rows, computed by PostgreSQL. */
  long[] checksums(String app) {
    long[] sums = new long[2];
    for (int first = 0; first < HashBucket.COUNT; first += 16) {
      Row row =
          cluster
              .rows(
                  """
                  select count(*) as rows,
                         coalesce(sum(crc32(convert_to(line, 'UTF8'))), 0)::bigint as sum
                    from pinpoint_endpoint
                   where container = $1 and bucket between $2 and $2 + 15""",
                  app,
                  first)
              .get(0);
      sums[0] += row.getLong("rows");
      sums[1] += row.getLong("sum");
    }
    return sums;
  }

  private List<String> expected(String app, int seq, int pieces) {
    List<List<String>> buckets = byBucket.computeIfAbsent(app, this::read);
    return buckets
        .subList(seq * HashBucket.COUNT / pieces, (seq + 1) * HashBucket.COUNT / pieces)
        .stream()
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  private List<List<String>> read(String app) {
    List<List<String>> buckets = new ArrayList<>();
    for (int nth = 0; nth < HashBucket.COUNT; nth++) {
      buckets.add(new ArrayList<>());
    }
    cluster
        .rows("select bucket, line from pinpoint_endpoint where container = $1", app)
        .forEach(row -> buckets.get(row.getShort("bucket")).add(row.getString("line")));
    return buckets;
  }

  private static byte[] unzipped(byte[] stored) {
    try (InputStream plain = unzipping(stored)) {
      return plain.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static InputStream unzipping(byte[] stored) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(stored), 1 << 16);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
