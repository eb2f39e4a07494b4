package io.longshore.engine.feed;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.EngineFixture;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedStoreIT {

  @RegisterExtension final EngineFixture rig = new EngineFixture("feed-store-it");

  private final FeedStore feed = new FeedStore(rig.postgres);

  @Test
  void events_of_transactions_that_commit_in_the_reverse_order_are_read_once_each() {
    Job job = rig.queued(1, 1);
    Open first = begin(job, "FIRST");
    Open second = begin(job, "SECOND");
    FeedPosition start = await(feed.position());

    second.commit();
    FeedBatch one = poll(start);
    FeedBatch none = poll(one.position());
    first.commit();
    FeedBatch two = poll(none.position());
    FeedBatch end = poll(two.position());

    assertThat(words(one, job)).containsExactly("SECOND");
    assertThat(words(none, job)).isEmpty();
    assertThat(words(two, job)).containsExactly("FIRST");
    assertThat(words(end, job)).isEmpty();
    assertThat(two.events().get(0).seq()).isLessThan(one.events().get(0).seq());
    assertThat(words(await(feed.ofJob(start, job.id(), Set.of(), 9)), job))
        .containsExactly("FIRST", "SECOND");
    assertThat(words(await(feed.ofJob(one.position(), job.id(), Set.of(), 9)), job))
        .containsExactly("FIRST");
  }

  @Test
  void a_transaction_that_stays_open_delays_no_other_event() {
    Job job = rig.queued(1, 1);
    Open open = begin(job, "OPEN");
    FeedPosition position = await(feed.position());

    for (int i = 0; i < 3; i++) {
      begin(job, "NEXT" + i).commit();
      FeedBatch batch = poll(position);
      assertThat(words(batch, job)).containsExactly("NEXT" + i);
      position = batch.position();
    }
    open.commit();

    assertThat(words(poll(position), job)).containsExactly("OPEN");
  }

  @Test
  void a_transaction_that_is_rolled_back_has_no_event() {
    Job job = rig.queued(1, 1);
    Open undone = begin(job, "UNDONE");
    FeedPosition position = await(feed.position());

    await(undone.transaction().rollback());
    await(undone.connection().close());

    assertThat(words(poll(position), job)).isEmpty();
  }

  @Test
  void many_writers_whose_commits_overlap_lose_and_repeat_nothing() {
    Job job = rig.queued(1, 1);
    FeedPosition position = await(feed.position());
    List<String> read = new ArrayList<>();
    List<String> written = new ArrayList<>();
    List<Open> open = new ArrayList<>();

    for (int i = 0; i < 40; i++) {
      if (open.size() == 3) { // of the four connections
        open.remove(i * 7 % 3).commit();
      }
      open.add(begin(job, "E" + i));
      written.add("E" + i);
      FeedBatch batch = poll(position);
      read.addAll(words(batch, job));
      position = batch.position();
    }
    open.forEach(Open::commit);
    read.addAll(words(poll(position), job));

    assertThat(read).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void more_events_than_the_limit_are_an_incomplete_batch() {
    Job job = rig.queued(1, 1);
    FeedPosition start = await(feed.position());
    for (int i = 0; i < 3; i++) {
      begin(job, "E" + i).commit();
    }

    assertThat(await(feed.ofJob(start, job.id(), Set.of(), 2)).complete()).isFalse();
    assertThat(await(feed.ofJob(start, job.id(), Set.of(), 2)).events()).hasSize(2);
    assertThat(await(feed.ofJob(start, job.id(), Set.of(), 3)).complete()).isTrue();
  }

  @Test
  void events_are_read_by_job_and_by_account() {
    Job job = rig.queued(1, 1);
    Job other = rig.queued(1, 1);
    FeedPosition start = await(feed.position());
    begin(job, "A").commit();
    begin(other, "B").commit();

    assertThat(await(feed.ofJob(start, other.id(), Set.of(), 9)).events())
        .extracting(FeedEvent::word)
        .containsExactly("B");
    assertThat(await(feed.ofAccount(start, EngineFixture.ACCOUNT, Set.of(), 9)).events())
        .hasSize(2);
    assertThat(await(feed.ofAccount(start, null, Set.of(), 9)).events()).hasSize(2);
    assertThat(await(feed.ofAccount(start, "111111111111", Set.of(), 9)).events()).isEmpty();
  }

  @Test
  void the_progress_of_running_jobs_is_read_with_the_events() {
    Job job = rig.queued(2, 10);
    FeedPosition start = await(feed.position());
    assertThat(progressOf(start, job.id())).isEmpty();

    rig.runUntil(rig.worker(), job, now -> now.progress().piecesDone() > 0);
    Job now = rig.job(job);

    if (!now.state().isFinal()) {
      assertThat(progressOf(start, job.id()))
          .singleElement()
          .satisfies(found -> assertThat(found.pieces()).isEqualTo(2))
          .satisfies(found -> assertThat(found.piecesDone()).isPositive())
          .satisfies(found -> assertThat(found.rows()).isPositive());
    }
    rig.runUntil(rig.worker(), job, later -> later.state() == JobState.SUCCEEDED);
    assertThat(progressOf(start, job.id())).isEmpty();
  }

  /** An event whose transaction is open. */
  private record Open(SqlConnection connection, Transaction transaction) {

    void commit() {
      await(transaction.commit());
      await(connection.close());
    }
  }

  private Open begin(Job job, String word) {
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction transaction = await(connection.begin());
    await(
        connection
            .preparedQuery("INSERT INTO job_event (job, word, phase) VALUES ($1, $2, 'CREATED')")
            .execute(Tuple.of(job.id().value(), word)));
    return new Open(connection, transaction);
  }

  private FeedBatch poll(FeedPosition after) {
    return await(feed.poll(after, false, Set.of(), Set.of(), 100));
  }

  private List<FeedProgress> progressOf(FeedPosition after, JobId job) {
    return await(feed.poll(after, false, Set.of(job), Set.of(), 100)).progress();
  }

  private static List<String> words(FeedBatch batch, Job job) {
    return batch.events().stream()
        .filter(event -> event.id().equals(job.id()))
        .map(FeedEvent::word)
        .toList();
  }
}
