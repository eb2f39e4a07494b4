package io.longshore.bench;

import io.longshore.fixture.Folders;
import io.longshore.fixture.SampleInteractions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Imports many interactions with commas, quotes, line breaks, lists, emoji and nulls, exports them,
 * and compares the rows after {@code sort -u}. Fails if one differs.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.PersonalizeRoundTrip};
 * needs aws, sort and cmp. System properties: {@code bench.rows} (1,000,000), {@code
 * longshore.jar}.
 */
public final class PersonalizeRoundTrip {

  private PersonalizeRoundTrip() {}

  public static void main(String[] args) throws Exception {
    int rows = Integer.getInteger("bench.rows", 1_000_000);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-round-trip-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx512m", "-Xlog:disable");
        PersonalizeBenchRig rig = new PersonalizeBenchRig(server);
        PersonalizeBenchRig.Account account = rig.new Account(1)) {
      run(rig, account, folder, rows);
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void run(
      PersonalizeBenchRig rig, PersonalizeBenchRig.Account account, Path folder, int rows)
      throws Exception {
    Path csv = folder.resolve("interactions.csv");
    try (Writer to = Files.newBufferedWriter(csv)) {
      SampleInteractions.quoted(to, rows);
    }
    rig.runShell(
        "aws --endpoint-url $S3 s3 cp %s s3://%s/in.csv"
            .formatted(csv, PersonalizeBenchRig.BUCKET));
    account.imported("in", "in.csv");
    List<String> keys = account.exported("out");
    try (InputStream sent = Files.newInputStream(csv);
        Writer in = Files.newBufferedWriter(folder.resolve("in"));
        Writer out = Files.newBufferedWriter(folder.resolve("out"))) {
      SampleInteractions.joinLines(sent, in);
      for (String key : keys) {
        byte[] file = rig.objects.bytes(PersonalizeBenchRig.BUCKET, key);
        SampleInteractions.joinLines(new ByteArrayInputStream(file), out);
      }
    }
    String sorted = "cd %s; export LC_ALL=C; sort -u in > in.sorted; sort out > out.sorted; ";
    rig.runShell((sorted + "cmp in.sorted out.sorted").formatted(folder));
    long distinct = Files.lines(folder.resolve("out.sorted")).count();
    System.out.printf(
        "%,d interactions in, %,d different rows out in %d files: the same after sort -u%n",
        rows, distinct, keys.size());
  }
}
