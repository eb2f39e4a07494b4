package io.longshore.engine.store;

import static io.longshore.engine.EngineFixture.ACCOUNT;
import static io.longshore.engine.EngineFixture.REGION;
import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.engine.EngineFixture;
import io.longshore.engine.LinesExport;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Progress;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobStoreIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("job-store-it");

  @Test
  void a_created_job_is_found_with_everything_that_was_requested() {
    NewJob asked = rig.newJob("test.lines", 3, 10);

    Job made = rig.create(asked);

    assertThat(rig.job(made)).isEqualTo(made);
    assertThat(made.spec()).isEqualTo(asked.spec());
    assertThat(made.subject()).contains("segment");
    assertThat(made.state()).isEqualTo(JobState.QUEUED);
    assertThat(made.word()).isEqualTo("CREATED");
    assertThat(made.progress()).isEqualTo(new Progress(3, 0, 0, 0, 0));
    assertThat(made.failures()).isEmpty();
    assertThat(made.finishedAt()).isEmpty();
    assertThat(await(rig.jobs.events(asked.id())))
        .extracting(JobEvent::word)
        .containsExactly("CREATED");
  }

  @Test
  void a_job_has_its_pieces_in_order_and_a_commit_that_waits_for_them() {
    Job made = rig.queued(2, 10);

    assertThat(rig.rows("SELECT * FROM task WHERE job = $1 ORDER BY seq", made.id().value()))
        .extracting(
            row ->
                row.getString("kind") + " " + row.getString("state") + " " + row.getString("key"))
        .containsExactly(
            "PIECE QUEUED " + LinesExport.key(made.id(), 0),
            "PIECE QUEUED " + LinesExport.key(made.id(), 1),
            "COMMIT BLOCKED null");
  }

  @Test
  void a_job_is_not_found_from_another_account_region_or_container() {
    JobId id = rig.queued(1, 1).id();

    assertThat(await(rig.jobs.find("111111111111", REGION, "test.lines", "app", id))).isEmpty();
    assertThat(await(rig.jobs.find(ACCOUNT, "eu-west-1", "test.lines", "app", id))).isEmpty();
    assertThat(await(rig.jobs.find(ACCOUNT, REGION, "test.other", "app", id))).isEmpty();
    assertThat(await(rig.jobs.find(ACCOUNT, REGION, "test.lines", "other", id))).isEmpty();
    assertThat(await(rig.jobs.find(ACCOUNT, REGION, "test.lines", "app", id))).isPresent();
  }

  @Test
  void a_transaction_that_fails_leaves_no_job() {
    NewJob asked = rig.newJob("test.lines", 2, 10);

    Future<Object> undone =
        rig.postgres.transact(
            tx -> rig.jobs.create(tx, asked).compose(made -> Future.failedFuture("undo")));

    assertThatThrownBy(() -> await(undone)).hasMessageContaining("undo");
    assertThat(rig.rows("SELECT 1 FROM task WHERE job = $1", asked.id().value())).isEmpty();
    assertThat(rig.rows("SELECT 1 FROM job_event WHERE job = $1", asked.id().value())).isEmpty();
  }

  @Test
  void pages_list_the_newest_first_and_jobs_created_meanwhile_do_not_shift_them() {
    List<JobId> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(0, rig.create(in("listed", Optional.of("s" + i % 2))).id());
    }

    List<JobId> first = page("listed", Optional.empty(), Optional.empty());
    rig.create(in("listed", Optional.empty()));
    List<JobId> second = page("listed", Optional.empty(), Optional.of(first.get(1)));
    List<JobId> third = page("listed", Optional.empty(), Optional.of(second.get(1)));

    assertThat(first).isEqualTo(created.subList(0, 2));
    assertThat(second).isEqualTo(created.subList(2, 4));
    assertThat(third).isEqualTo(created.subList(4, 5));
    assertThat(page("listed", Optional.of("s1"), Optional.empty()))
        .containsExactly(created.get(1), created.get(3));
  }

  @Test
  void a_page_does_not_follow_a_job_of_another_account() {
    JobId theirs = rig.queued(1, 1).id();
    rig.create(in("mine", Optional.empty()));

    assertThat(page("mine", Optional.empty(), Optional.of(theirs))).isEmpty();
  }

  @Test
  void unfinished_jobs_are_counted_by_type_and_state() {
    rig.queued(1, 1);

    assertThat(await(rig.jobs.unfinished()))
        .anyMatch(
            count ->
                count.type().equals("test.lines")
                    && count.state() == JobState.QUEUED
                    && count.jobs() > 0);
  }

  private NewJob in(String container, Optional<String> subject) {
    NewJob job = rig.newJob("test.lines", 1, 1);
    return new NewJob(
        job.id(),
        job.account(),
        job.region(),
        job.type(),
        container,
        subject,
        job.spec(),
        job.pieces());
  }

  private List<JobId> page(String container, Optional<String> subject, Optional<JobId> after) {
    return await(
            rig.jobs.list(
                new JobQuery(ACCOUNT, REGION, "test.lines", container, subject, after, 2)))
        .stream()
        .map(Job::id)
        .toList();
  }
}
