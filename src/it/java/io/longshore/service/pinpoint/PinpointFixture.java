package io.longshore.service.pinpoint;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.fixture.Backends;
import io.longshore.fixture.BatchSizes;
import io.longshore.fixture.Waiting;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Pinpoint's operations on a database of their own, called as the edge would call them. */
public final class PinpointFixture implements AutoCloseable {

  public static final Principal OWNER = new Principal("111122223333", "us-east-1", "AKIAOWNER");
  public static final Principal OTHER_ACCOUNT =
      new Principal("444455556666", "us-east-1", "AKIAOTHER");
  public static final String ROLE = "arn:aws:iam::111122223333:role/export";

  final Vertx vertx = Vertx.vertx();
  public final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T10:00:00.123456Z"));
  public final AtomicInteger wakes = new AtomicInteger();
  public final BatchSizes batches = new BatchSizes();
  public final Postgres postgres;
  public final EndpointExportJob export;
  public final AppPurgeJob removal;
  public final AttributeRemovalJob attributes;
  public final ColumnBackfillJob fill;
  public final UserAttributeSyncJob shares;
  private final BulkLoad loads;
  final S3ObjectStore s3;
  public final EndpointImportJob imports;
  public final JobStore jobs;
  public final PinpointVerticle verticle;
  private final AtomicInteger requests = new AtomicInteger();

  public PinpointFixture() {
    this(Backends.migratedDatabase());
  }

  public PinpointFixture(DatabaseConfig database) {
    postgres = Postgres.connect(vertx, database);
    export =
        new EndpointExportJob(
            postgres, ObjectStores.NONE, new Exporter(vertx, GzipEncoder.fastest()));
    removal = new AppPurgeJob(postgres);
    attributes = new AttributeRemovalJob(postgres, new Random(43));
    fill = new ColumnBackfillJob(postgres);
    shares = new UserAttributeSyncJob(postgres, new Random(45));
    loads = new BulkLoad(vertx, database, 2);
    s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    ObjectStores stores = new RoleObjectStores(s3);
    imports = new EndpointImportJob(vertx, postgres, stores, loads::begin, new Random(44));
    jobs =
        new JobStore(
            postgres,
            new JobTypeRegistry(List.of(export, imports, removal, attributes, fill, shares)),
            5,
            wakes::incrementAndGet);
    verticle =
        new PinpointVerticle(
            vertx, postgres, stores, jobs, now::get, new Random(42), Duration.ofDays(30), batches);
  }

  /** Sends a call; names and values of its parameters take turns. */
  public Future<ServiceResponse> send(
      Principal who, String operation, JsonObject body, String... parameters) {
    JsonObject named = new JsonObject();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put(parameters[i], parameters[i + 1]);
    }
    String address = "pinpoint." + operation;
    Call call = new Call(address, who, "request-" + requests.incrementAndGet(), named, body);
    try {
      return verticle.operations().get(address).apply(call);
    } catch (ApiError refusal) {
      return Future.failedFuture(refusal);
    }
  }

  public JsonObject ok(String operation, JsonObject body, String... parameters) {
    return await(send(OWNER, operation, body, parameters)).body();
  }

  public JsonObject ok(String operation, String... parameters) {
    return ok(operation, new JsonObject(), parameters);
  }

  public ApiError refused(String operation, JsonObject body, String... parameters) {
    return refusal(send(OWNER, operation, body, parameters));
  }

  public ApiError refused(String operation, String... parameters) {
    return refused(operation, new JsonObject(), parameters);
  }

  public static ApiError refusal(Future<ServiceResponse> answer) {
    Throwable failure = Waiting.failure(answer);
    assertThat(failure).isInstanceOf(ApiError.class);
    return (ApiError) failure;
  }

  public String app() {
    return ok("CreateApp", new JsonObject().put("Name", "shop")).getString("Id");
  }

  public void put(String app, String id, JsonObject endpoint) {
    ok("UpdateEndpoint", endpoint, "applicationId", app, "endpointId", id);
  }

  public JsonObject endpoint(String app, String id) {
    return ok("GetEndpoint", "applicationId", app, "endpointId", id);
  }

  public static JsonObject email(String address) {
    return new JsonObject().put("Address", address).put("ChannelType", "EMAIL");
  }

  public static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  /** Calls code on an event loop, to which no answer of the database comes meanwhile. */
  public <T> T atOnce(Supplier<T> calls) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(there -> done.complete(calls.get()));
    return await(done.future());
  }

  public List<Row> rows(String sql, Object... parameters) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(parameters))
            .map(rows -> rows.stream().toList()));
  }

  /** The same on a connection for jobs, which calls do not use up. */
  public List<Row> workRows(String sql) {
    return await(postgres.work(sql).map(rows -> rows.stream().toList()));
  }

  /** The app's newest job of that type. */
  public Job job(String app, String type) {
    UUID id =
        rows(
                "select id from job where container = $1 and type = $2 order by created_at desc",
                app,
                type)
            .get(0)
            .getUUID(0);
    return job(app, type, JobId.parse(id.toString().replace("-", "")).orElseThrow());
  }

  public Job job(String app, String type, JobId id) {
    return await(jobs.find(OWNER.account(), OWNER.region(), type, app, id)).orElseThrow();
  }

  /** An app's endpoints as they are stored, in the order of an export. */
  public List<String> lines(String app) {
    return rows("select line from pinpoint_endpoint where container = $1 order by bucket, id", app)
        .stream()
        .map(row -> row.getString("line"))
        .toList();
  }

  public long count(String table) {
    return rows("select count(*) from " + table).get(0).getLong(0);
  }

  @Override
  public void close() {
    loads.close();
    s3.close();
    await(postgres.close());
    await(vertx.close());
  }
}
