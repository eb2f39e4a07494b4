package io.longshore.service.resource;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.TouchImport;
import io.longshore.engine.store.JobStore;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Waiting;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobResourceIT {

  private static final Principal OWNER = new Principal("111122223333", "us-east-1", "AKIA");
  private static final Principal OTHER = new Principal("444455556666", "us-east-1", "AKIB");
  private static final String TYPE = "test.touch";
  private static final Vertx vertx = Vertx.vertx();
  private static final Postgres postgres = Postgres.connect(vertx, Backends.migratedDatabase());
  private static final ListPaging PAGING =
      new ListPaging("token", "size", "next", 10, CommonError.INTERNAL_FAILURE);

  private final AtomicInteger wakes = new AtomicInteger();
  private final JobStore jobs =
      new JobStore(
          postgres, new JobTypeRegistry(List.of(new TouchImport())), 3, wakes::incrementAndGet);
  private final JobResource resource = new JobResource(postgres, jobs, TYPE);

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void no_jobs() {
    await(postgres.work("truncate job cascade"));
  }

  @Test
  void a_job_is_created_with_what_belongs_to_it_or_not_at_all() {
    NewJob job = job("box", Optional.empty());

    Throwable failure =
        Waiting.failure(
            resource.create(
                call(new JsonObject()),
                tx -> jobs.create(tx, job).compose(created -> Future.failedFuture("no"))));
    assertThat(failure).hasMessage("no");
    assertThat(await(resource.find(OWNER, "box", job.id().toString()))).isEmpty();
    assertThat(wakes).hasValue(0);

    assertThat(create(job).status()).isEqualTo(200);
    assertThat(await(resource.find(OWNER, "box", job.id().toString()))).isPresent();
    assertThat(wakes).hasValue(1);
  }

  @Test
  void a_job_is_found_only_by_its_owner_and_container() {
    NewJob job = job("box", Optional.empty());
    create(job);
    String id = job.id().toString();

    assertThat(await(resource.find(OTHER, "box", id))).isEmpty();
    assertThat(await(resource.find(OWNER, "chest", id))).isEmpty();
    assertThat(await(resource.find(OWNER, "box", "no id"))).isEmpty();
  }

  @Test
  void jobs_are_listed_newest_first_page_by_page_and_by_subject() {
    NewJob first = job("box", Optional.of("a"));
    NewJob second = job("box", Optional.of("b"));
    NewJob third = job("box", Optional.of("a"));
    List.of(first, second, third).forEach(this::create);

    assertThat(list(Optional.of("a"), new JsonObject()).getJsonArray("jobs"))
        .isEqualTo(ids(third, first));
    JsonObject page = list(Optional.empty(), new JsonObject().put("size", 2));
    assertThat(page.getJsonArray("jobs")).isEqualTo(ids(third, second));
    JsonObject next = new JsonObject().put("size", 2).put("token", page.getString("next"));
    assertThat(list(Optional.empty(), next).getJsonArray("jobs")).isEqualTo(ids(first));
  }

  @Test
  void more_jobs_than_are_cancelled_at_once_are_cancelled_and_those_of_other_containers_not() {
    for (int i = 0; i < 205; i++) {
      create(job("box", Optional.empty()));
    }
    NewJob other = job("chest", Optional.empty());
    create(other);

    await(resource.cancelAll(OWNER, "box"));

    String open = "select count(*) from job where not cancel_requested and container = '%s'";
    assertThat(count(open.formatted("box"))).isZero();
    assertThat(count(open.formatted("chest"))).isEqualTo(1);
  }

  @Test
  void jobs_are_read_by_their_ids_without_those_that_do_not_exist() {
    NewJob job = job("box", Optional.empty());
    create(job);
    String id = job.id().toString();

    assertThat(await(JobResource.byId(jobs, List.of(id, "no id", JobId.random().toString()))))
        .containsOnlyKeys(id);
    assertThat(await(JobResource.byId(jobs, List.of()))).isEmpty();
  }

  private ServiceResponse create(NewJob job) {
    return await(
        resource.create(
            call(new JsonObject()),
            tx -> jobs.create(tx, job).map(ServiceResponse.ok(new JsonObject()))));
  }

  private JsonObject list(Optional<String> subject, JsonObject parameters) {
    ListPage page = PAGING.page(call(parameters), "");
    return await(
            resource.list(
                OWNER,
                "box",
                subject,
                page,
                "jobs",
                job -> new JsonObject().put("id", job.id().toString())))
        .body();
  }

  private static JsonArray ids(NewJob... jobs) {
    JsonArray ids = new JsonArray();
    List.of(jobs).forEach(job -> ids.add(new JsonObject().put("id", job.id().toString())));
    return ids;
  }

  private static Call call(JsonObject parameters) {
    return new Call("x.List", OWNER, "r", parameters, new JsonObject());
  }

  private static NewJob job(String container, Optional<String> subject) {
    return new NewJob(
        JobId.random(),
        OWNER.account(),
        OWNER.region(),
        TYPE,
        container,
        subject,
        new JsonObject(),
        List.of());
  }

  private static long count(String sql) {
    return await(postgres.work(sql)).iterator().next().getLong(0);
  }
}
