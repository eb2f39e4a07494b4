package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.ExportFormat;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Creates apps and export jobs in a cluster's database and reads the state of tasks. */
class TestData {

  private static final long LOADED_AT_ONCE = 100_000;
  static final String ACCOUNT = "000000000000";
  static final String REGION = "us-east-1";
  static final String ROLE = "arn:aws:iam::000000000000:role/export";

  /** Lines in the form in which the service renders them, in the order of the primary key. */
  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select $1, (crc32c(convert_to(id, 'UTF8')) & 255)::smallint as bucket, id,
             format('{"Address":"c%s@example.com","ApplicationId":"%s","Attributes":{"City":["c%s"]},'
                 '"ChannelType":"EMAIL","CohortId":"%s","CreationDate":"2026-11-21T10:15:30.000Z",'
                 '"EffectiveDate":"2026-11-21T10:15:30.000Z","EndpointStatus":"ACTIVE","Id":"%s",'
                 '"OptOut":"NONE"}', n, $1, n * 7919 % 1000, n % 100, id),
             1, n, null
        from (select n, 'endpoint-' || lpad(n::text, 7, '0') as id
                from generate_series($2::bigint, $3 - 1) n) numbered
       order by bucket, id""";

  final Vertx vertx;
  final Postgres postgres;
  final JobStore jobs;
  final String bucket;

  TestData(Vertx vertx, DatabaseConfig database, String bucket) {
    this.vertx = vertx;
    this.bucket = bucket;
    postgres = Postgres.connect(vertx, database);
    Exporter exporter = new Exporter(vertx, GzipEncoder.fastest());
    JobTypeRegistry types =
        new JobTypeRegistry(List.of(new EndpointExportJob(postgres, ObjectStores.NONE, exporter)));
    jobs = new JobStore(postgres, types, 20, () -> {});
  }

  /** Creates an app with that many endpoints. */
  String app(long endpoints) {
    String id = UUID.randomUUID().toString().replace("-", "");
    rows(
        """
        insert into pinpoint_app (id, account, region, name, tags, created_at)
        values ($1, $2, $3, 'fault', '{}', now())""",
        id,
        ACCOUNT,
        REGION);
    for (long from = 0; from < endpoints; from += LOADED_AT_ONCE) {
      rows(LOAD, id, from, Math.min(from + LOADED_AT_ONCE, endpoints));
    }
    rows("analyze pinpoint_endpoint");
    return id;
  }

  /** Creates an export job with that many pieces, stored as the service stores it. */
  JobId export(String app, int pieces) {
    return export(app, pieces, bucket, "out/");
  }

  JobId export(String app, int pieces, String bucketName, String prefix) {
    return export(ACCOUNT, app, pieces, bucketName, prefix);
  }

  JobId export(String account, String app, int pieces, String bucketName, String prefix) {
    JobId id = JobId.random();
    List<Piece> plan =
        IntStream.range(0, pieces)
            .mapToObj(
                seq ->
                    piece(
                        role(account),
                        seq,
                        pieces,
                        bucketName,
                        ResultVerifier.partKey(prefix, id, seq)))
            .toList();
    JsonObject definition =
        new JsonObject()
            .put("RoleArn", role(account))
            .put("S3UrlPrefix", "s3://" + bucketName + "/" + prefix);
    JsonObject spec =
        new JsonObject()
            .put("Definition", definition)
            .put("Bucket", bucketName)
            .put("Prefix", prefix);
    NewJob job =
        new NewJob(id, account, REGION, "pinpoint.export", app, Optional.empty(), spec, plan);
    await(postgres.transact(tx -> jobs.create(tx, job)));
    return id;
  }

  /** Creates an export job whose only piece writes Parquet. */
  JobId parquet(String app) {
    JobId id = JobId.random();
    String prefix = "parquet/";
    JsonObject definition =
        new JsonObject()
            .put("RoleArn", role(ACCOUNT))
            .put("S3UrlPrefix", "s3://" + bucket + "/" + prefix);
    JsonObject spec =
        new JsonObject()
            .put("Definition", definition)
            .put("Bucket", bucket)
            .put("Prefix", prefix)
            .put("format", "parquet");
    Destination destination =
        new Destination(
            role(ACCOUNT), bucket, prefix + id + "-part-00000.parquet", ExportFormat.PARQUET_TYPE);
    NewJob job =
        new NewJob(
            id,
            ACCOUNT,
            REGION,
            "pinpoint.export",
            app,
            Optional.empty(),
            spec,
            EndpointRows.PIECES.ofRows(1, part -> destination));
    await(postgres.transact(tx -> jobs.create(tx, job)));
    return id;
  }

  List<JobId> exports(int count, String app, int pieces) {
    return IntStream.range(0, count).mapToObj(index -> export(app, pieces)).toList();
  }

  private static String role(String account) {
    return "arn:aws:iam::" + account + ":role/export";
  }

  private static Piece piece(String role, int seq, int pieces, String bucketName, String key) {
    JsonArray buckets = new JsonArray();
    for (int index = seq * HashBucket.COUNT / pieces;
        index < (seq + 1) * HashBucket.COUNT / pieces;
        index++) {
      buckets.add(index);
    }
    Destination destination = new Destination(role, bucketName, key, "application/gzip");
    return new Piece(new JsonObject().put("Buckets", buckets), Optional.of(destination));
  }

  List<Row> rows(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.stream().toList()));
  }

  long count(String sql, Object... values) {
    return rows(sql, values).get(0).getLong(0);
  }

  long unfinished() {
    return count("select count(*) from job where finished_at is null");
  }

  /** Polls until the condition holds. */
  void until(String what, Duration bound, BooleanSupplier condition) {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Not within " + bound + ": " + what + "\n" + tasks());
      }
      await(vertx.timer(50).mapEmpty());
    }
  }

  void untilFinished(Duration bound) {
    until("all jobs end", bound, () -> unfinished() == 0);
  }

  private String tasks() {
    return rows(
            """
            select j.id || ' ' || j.phase || ' ' || t.kind || ' ' || t.state || ' ' || t.out_state
                   || ' ' || t.attempts || ' ' || coalesce(t.reason, '') as line
              from job j join task t on t.job = j.id
             where j.finished_at is null order by j.id, t.seq limit 30""")
        .stream()
        .map(row -> row.getString("line"))
        .collect(Collectors.joining("\n"));
  }

  /** Why tasks were attempted more than once. */
  String reasons() {
    return rows(
            """
            select kind || ' ' || attempts || ' ' || coalesce(reason, '') || ' ' || count(*) as line
              from task where attempts > 1 group by kind, attempts, reason limit 30""")
        .stream()
        .map(row -> row.getString("line"))
        .collect(Collectors.joining("\n"));
  }
}
