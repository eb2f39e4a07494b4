package io.longshore.bench;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures exports of endpoints as Parquet and as gzipped JSON lines in alternating rounds, with
 * the server's memory, and fails unless DuckDB reads the same rows from both. The server is the
 * built jar with a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.ParquetBench}. System
 * properties: {@code bench.rows} (1,000,000), {@code bench.rounds} (5), {@code longshore.jar}.
 */
public final class ParquetBench {

  private static final String ROLE = "arn:aws:iam::000000000000:role/";
  private static final String ROLES =
      "{\"%1$sbench\": {\"allowed\": \"s3://*\"}, \"%1$slake\": {\"allowed\": \"s3://*\", \"export\":"
          + " {\"format\": \"parquet\"}}}";

  /** The members that the endpoints have, with their types. */
  private static final String COLUMNS =
      "{Id: 'VARCHAR', Address: 'VARCHAR', ApplicationId: 'VARCHAR', Attributes: 'MAP(VARCHAR, VARCHAR[])',"
          + " ChannelType: 'VARCHAR', CohortId: 'VARCHAR', CreationDate: 'VARCHAR', Demographic:"
          + " 'STRUCT(Platform VARCHAR)', EffectiveDate: 'VARCHAR', EndpointStatus: 'VARCHAR', Location:"
          + " 'STRUCT(Country VARCHAR)', Metrics: 'MAP(VARCHAR, DOUBLE)', OptOut: 'VARCHAR', RequestId:"
          + " 'VARCHAR', User: 'STRUCT(UserAttributes MAP(VARCHAR, VARCHAR[]), UserId VARCHAR)'}";

  private static final String SUM =
      "select count(*), sum(hash(Id, Address, ApplicationId, Attributes, ChannelType, CohortId, CreationDate,"
          + " Demographic.Platform, EffectiveDate, EndpointStatus, Location.Country, Metrics, OptOut,"
          + " RequestId, User.UserAttributes, User.UserId)::hugeint)::varchar from ";

  private ParquetBench() {}

  public static void main(String[] args) throws Exception {
    int rows = Integer.getInteger("bench.rows", 1_000_000);
    Path folder = Files.createTempDirectory("longshore-parquet-");
    try (ServerProcess server = FormatRounds.server(folder, ROLES.formatted(ROLE));
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      String app = rig.app();
      rig.csv("in/all.csv", 0, rows);
      needed("COMPLETED", rig.imported(app, "in/", "CSV"));
      new FormatRounds("%,d endpoints".formatted(rows))
          .run(
              server,
              name -> exported(rig, "bench", app, name, rows),
              name -> exported(rig, "lake", app, name, rows));
      compare(rig, folder);
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void exported(
      PinpointBenchRig rig, String role, String app, String name, int rows) {
    needed("COMPLETED " + rows, rig.exported(ROLE + role, app, null, name + "/"));
  }

  private static void compare(PinpointBenchRig rig, Path folder) throws Exception {
    long lines = local(rig, folder, "gzip-0/", ".gz");
    long files = local(rig, folder, "parquet-0/", ".parquet");
    String json =
        "read_json('" + folder + "/*.gz', columns = " + COLUMNS + ", format = 'newline_delimited')";
    List<List<String>> wanted = DuckDb.rows(SUM + json);
    List<List<String>> found = DuckDb.rows(SUM + "read_parquet('" + folder + "/*.parquet')");
    if (!wanted.equals(found)) {
      throw new IllegalStateException("JSON lines have " + wanted + ", Parquet has " + found);
    }
    System.out.printf(
        "DuckDB reads the same rows from both; gzip %,d bytes, parquet %,d bytes%n", lines, files);
  }

  /** Downloads the objects with the suffix; returns their size. */
  private static long local(PinpointBenchRig rig, Path folder, String prefix, String suffix)
      throws IOException {
    long bytes = 0;
    for (String key : rig.objects.keys(PinpointBenchRig.BUCKET)) {
      if (key.startsWith(prefix) && key.endsWith(suffix)) {
        byte[] file = rig.objects.bytes(PinpointBenchRig.BUCKET, key);
        Files.write(folder.resolve(key.replace('/', '_')), file);
        bytes += file.length;
      }
    }
    return bytes;
  }

  private static void needed(String wanted, String found) {
    if (!found.equals(wanted)) {
      throw new IllegalStateException("Expected " + wanted + ", was " + found);
    }
  }
}
