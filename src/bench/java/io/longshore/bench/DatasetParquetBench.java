package io.longshore.bench;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Folders;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.SampleInteractions;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures exports of a Personalize dataset as Parquet and as gzipped CSV in alternating rounds,
 * with the server's memory, and fails unless DuckDB reads the same rows from both. The server is
 * the built jar with a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.DatasetParquetBench};
 * needs aws. System properties: {@code bench.rows} (1,000,000), {@code bench.rounds} (5), {@code
 * longshore.jar}.
 */
public final class DatasetParquetBench {

  private static final String ROLE = "arn:aws:iam::000000000000:role/";
  private static final String ROLES =
      "{\"%1$sbench\": {\"allowed\": \"s3://*\", \"export\": {\"compression\": \"gzip\"}},"
          + " \"%1$slake\": {\"allowed\": \"s3://*\", \"export\": {\"format\": \"parquet\"}}}";
  private static final String COLUMNS =
      "{USER_ID: 'VARCHAR', ITEM_ID: 'VARCHAR', TIMESTAMP: 'BIGINT', EVENT_TYPE: 'VARCHAR', EVENT_VALUE:"
          + " 'FLOAT', NOTE: 'VARCHAR'}";
  private static final String SUM =
      "select count(*), sum(hash(USER_ID, ITEM_ID, \"TIMESTAMP\", EVENT_TYPE, EVENT_VALUE,"
          + " NOTE)::hugeint)::varchar from ";

  private DatasetParquetBench() {}

  public static void main(String[] args) throws Exception {
    int rows = Integer.getInteger("bench.rows", 1_000_000);
    Path folder = Files.createTempDirectory("longshore-parquet-");
    try (ServerProcess server = FormatRounds.server(folder, ROLES.formatted(ROLE));
        PersonalizeBenchRig rig = new PersonalizeBenchRig(server);
        PersonalizeBenchRig.Account account = rig.new Account(0)) {
      Path csv = folder.resolve("interactions.csv");
      try (Writer to = Files.newBufferedWriter(csv)) {
        SampleInteractions.plain(to, rows);
      }
      rig.runShell(
          "aws --endpoint-url $S3 s3 cp %s s3://%s/in.csv"
              .formatted(csv, PersonalizeBenchRig.BUCKET));
      account.imported(ROLE + "bench", "in", "in.csv");
      new FormatRounds("%,d interactions".formatted(rows))
          .run(
              server,
              name -> account.exported(ROLE + "bench", name),
              name -> account.exported(ROLE + "lake", name));
      compare(rig.objects, Files.createDirectory(folder.resolve("read")));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void compare(S3Objects objects, Path folder) throws Exception {
    long gzip = local(objects, folder, "out/gzip-0/");
    long parquet = local(objects, folder, "out/parquet-0/");
    String csv = "read_csv('" + folder + "/*.csv.gz', header = true, columns = " + COLUMNS + ")";
    List<List<String>> wanted = DuckDb.rows(SUM + csv);
    List<List<String>> found = DuckDb.rows(SUM + "read_parquet('" + folder + "/*.parquet')");
    if (!wanted.equals(found)) {
      throw new IllegalStateException("CSV has " + wanted + ", Parquet has " + found);
    }
    System.out.printf(
        "DuckDB reads the same %s rows from both; gzip %,d bytes, parquet %,d bytes%n",
        wanted.get(0).get(0), gzip, parquet);
  }

  /** Downloads the files of an export; returns their size. */
  private static long local(S3Objects objects, Path folder, String prefix) throws IOException {
    long bytes = 0;
    for (String key : objects.keys(PersonalizeBenchRig.BUCKET)) {
      if (key.startsWith(prefix + "part-")) {
        byte[] file = objects.bytes(PersonalizeBenchRig.BUCKET, key);
        Files.write(folder.resolve(key.replace('/', '_')), file);
        bytes += file.length;
      }
    }
    return bytes;
  }
}
