package io.longshore.service.personalize;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.fixture.Backends;
import io.longshore.fixture.BatchSizes;
import io.longshore.fixture.Waiting;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.personalize.deletion.UserPurgeJob;
import io.longshore.service.personalize.job.DataDeletionJob;
import io.longshore.service.personalize.job.DatasetExportJob;
import io.longshore.service.personalize.job.DatasetImportJob;
import io.longshore.service.personalize.record.ExportRows;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.service.personalize.resource.ResourcePurgeJob;
import io.longshore.store.BulkLoad;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.IdentityEncoder;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Personalize's operations on a database of their own, called as the edge would call them. */
public final class PersonalizeFixture implements AutoCloseable {

  public static final Principal OWNER = new Principal("111122223333", "us-east-1", "AKIAOWNER");
  public static final Principal OTHER_ACCOUNT =
      new Principal("444455556666", "us-east-1", "AKIAOTHER");
  public static final String ARN = "arn:aws:personalize:us-east-1:111122223333:";
  static final String INTERACTIONS =
      schema(
          "Interactions",
          "{'name':'USER_ID','type':'string'},{'name':'ITEM_ID','type':'string'},"
              + "{'name':'TIMESTAMP','type':'long'},"
              + "{'name':'EVENT_TYPE','type':['null','string']},"
              + "{'name':'EVENT_VALUE','type':['float','null']},"
              + "{'name':'DEVICE','type':['null','string'],'categorical':true}");
  public static final String ITEMS =
      schema(
          "Items",
          "{'name':'ITEM_ID','type':'string'},"
              + "{'name':'GENRES','type':['null','string'],'categorical':true},"
              + "{'name':'NUMBER_OF_RATINGS','type':['null','int']}");
  public static final String USERS =
      schema(
          "Users", "{'name':'USER_ID','type':'string'}," + "{'name':'AGE','type':['null','int']}");

  final Vertx vertx = Vertx.vertx();
  final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T10:00:00.123Z"));
  public final BatchSizes batches = new BatchSizes();
  public final Postgres postgres;
  public final ResourcePurgeJob removal;
  public final DataDeletionJob deletion;
  public final UserPurgeJob erasure;
  final DatasetImportJob imports;
  public final JobStore jobs;
  final DatasetExportJob export;
  private final Map<String, Function<Call, Future<ServiceResponse>>> operations = new HashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  public PersonalizeFixture() {
    this(PersonalizeConfig.defaults());
  }

  PersonalizeFixture(PersonalizeConfig limits) {
    DatabaseConfig database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    removal = new ResourcePurgeJob(postgres);
    export =
        new DatasetExportJob(
            postgres, ObjectStores.NONE, new Exporter(vertx, new IdentityEncoder()));
    deletion =
        new DataDeletionJob(
            vertx, postgres, PersonalizeFixture::noStore, PersonalizeFixture::noLoad, limits);
    erasure = new UserPurgeJob(postgres);
    imports =
        new DatasetImportJob(
            vertx, postgres, PersonalizeFixture::noStore, PersonalizeFixture::noLoad, limits);
    JobTypeRegistry types =
        new JobTypeRegistry(List.of(removal, export, imports, deletion, erasure));
    jobs = new JobStore(postgres, types, 5, () -> {});
    operations.putAll(
        new PersonalizeVerticle(postgres, ObjectStores.NONE, jobs, limits, now::get).operations());
    operations.putAll(new PersonalizeEventsVerticle(postgres, limits, batches).operations());
  }

  private static ObjectStore noStore(String account, String role) {
    throw new IllegalStateException("No file is read here");
  }

  private static Future<BulkLoad.Load> noLoad(String copy) {
    return Future.failedFuture("No file is loaded here");
  }

  public static String schema(String name, String fields) {
    return ("{'type':'record','name':'"
            + name
            + "','namespace':'com.amazonaws.personalize.schema',"
            + "'fields':["
            + fields
            + "],'version':'1.0'}")
        .replace('\'', '"');
  }

  public Future<ServiceResponse> send(Principal who, String operation, JsonObject body) {
    String address = "personalize." + operation;
    String request = "request-" + requests.incrementAndGet();
    Call call = new Call(address, who, request, new JsonObject(), body);
    try {
      return operations.get(address).apply(call);
    } catch (ApiError refusal) {
      return Future.failedFuture(refusal);
    }
  }

  /** The answer's body; names and values of the request's members take turns. */
  public JsonObject ok(String operation, Object... members) {
    return ok(operation, body(members));
  }

  JsonObject ok(String operation, JsonObject request) {
    now.updateAndGet(before -> before.plusMillis(1));
    return await(send(OWNER, operation, request)).body();
  }

  public String refused(String operation, Object... members) {
    return refused(OWNER, operation, members);
  }

  /** The shape of the error that this is refused with. */
  public String refused(Principal who, String operation, Object... members) {
    Throwable failure = Waiting.failure(send(who, operation, body(members)));
    assertThat(failure).isInstanceOf(ApiError.class);
    return ((ApiError) failure).code().shape();
  }

  static JsonObject body(Object... members) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      body.put((String) members[i], members[i + 1]);
    }
    return body;
  }

  public String schemaArn(String name, String schema) {
    return ok("CreateSchema", "name", name, "schema", schema).getString("schemaArn");
  }

  public String group(String name) {
    return ok("CreateDatasetGroup", "name", name).getString("datasetGroupArn");
  }

  public String dataset(String group, String type, String schemaArn) {
    return ok(
            "CreateDataset",
            "name",
            type,
            "datasetGroupArn",
            group,
            "datasetType",
            type,
            "schemaArn",
            schemaArn)
        .getString("datasetArn");
  }

  /** The lines of an export that is created now, in the order in which they leave. */
  public List<String> exported(String dataset, String mode) {
    String name = "job" + requests.incrementAndGet();
    String arn = exportJob(dataset, mode, name).getString("datasetExportJobArn");
    List<String> lines = lines(arn);
    rows("update job set finished_at = now(), state = 'FAILED', phase = 'FAILED'");
    return lines;
  }

  public JsonObject exportJob(String dataset, String mode, String name) {
    JsonObject to = new JsonObject().put("path", "s3://bucket/folder");
    return ok(
        "CreateDatasetExportJob",
        "jobName",
        name,
        "datasetArn",
        dataset,
        "ingestionMode",
        mode,
        "roleArn",
        "arn:aws:iam::111122223333:role/r",
        "jobOutput",
        new JsonObject().put("s3DataDestination", to));
  }

  /** What an export job's pieces would read now. */
  public List<String> lines(String exportArn) {
    Row row =
        rows(
                "select spec from job where id = (select uid::uuid from personalize_resource"
                    + " where arn = $1)",
                exportArn)
            .get(0);
    JsonObject spec = row.get(JsonObject.class, "spec");
    RowSource source =
        new ExportRows(postgres)
            .lines(
                postgres.work(),
                spec.getString("dataset"),
                ExportSelection.of(spec.getJsonObject("selection")),
                IntStream.range(0, 256).boxed().toList());
    StringBuilder text = new StringBuilder();
    for (Optional<RowChunk> chunk = await(source.next());
        chunk.isPresent();
        chunk = await(source.next())) {
      text.append(chunk.get().bytes().toString());
    }
    return text.isEmpty() ? List.of() : List.of(text.toString().split("\n"));
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

  public long count(String table) {
    return rows("select count(*) from " + table).get(0).getLong(0);
  }

  public static JsonArray tags(int count) {
    JsonArray tags = new JsonArray();
    IntStream.range(0, count).forEach(i -> tags.add(tag("k" + i, "v")));
    return tags;
  }

  public static JsonObject tag(String key, String value) {
    return new JsonObject().put("tagKey", key).put("tagValue", value);
  }

  /** A bulk row that is seen; of an import with that number, or a new one for 0. */
  public void bulk(String dataset, String line, String key, long seq) {
    UUID load = UUID.randomUUID();
    String uid =
        rows("select uid from personalize_resource where arn = $1", dataset).get(0).getString(0);
    long number = seq > 0 ? seq : rows("select nextval('personalize_seq')").get(0).getLong(0);
    rows("insert into personalize_import values ($1, $2)", uid, load);
    rows(
        "insert into personalize_record values ($1, $2, $3, $4, 2, $5, $6)",
        uid,
        HashBucket.of(key),
        key + "\u0001" + "d".repeat(22) + "\u0001%016x%016x".formatted(number, 0),
        line,
        load,
        number);
  }

  @Override
  public void close() {
    await(postgres.close());
    await(vertx.close());
  }
}
