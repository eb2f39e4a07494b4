package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Sql;
import io.longshore.fixture.StreamReader;
import io.longshore.fixture.StreamReader.Event;
import io.longshore.identity.key.AccessKey;
import io.longshore.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Kills the replica that serves a stream; the client goes on at another one. */
class StreamKillIT {

  private static final int EVENTS = 200;
  private static final int KILL_AFTER = 25;
  private static final AccessKey KEY = new AccessKey("fault", "secret", TestData.ACCOUNT, true);

  @Test
  void a_client_that_goes_on_at_another_replica_loses_no_event_and_repeats_what_its_id_says()
      throws Exception {
    try (ReplicaCluster cluster = new ReplicaCluster("stream-kill-it")) {
      JobId job = insert(cluster);
      Replica first = cluster.faulty(Map.of());
      Replica second = cluster.faulty(Map.of());
      List<String> read = new ArrayList<>();
      List<String> afterId = new ArrayList<>(); // what was read after the last id
      StreamReader stream = StreamReader.open(first.http(), KEY, "?jobId=" + job);
      String id = stream.next().id();

      Thread writer =
          new Thread(() -> IntStream.range(0, EVENTS).forEach(n -> write(cluster, job, n)));
      writer.start();
      while (read.size() < KILL_AFTER) {
        id = take(stream.next(), id, read, afterId);
      }
      first.process().kill();
      writer.join();
      for (Event event : stream.until(event -> false)) { // what was under way
        id = event == StreamReader.END ? id : take(event, id, read, afterId);
      }
      try (StreamReader other =
          StreamReader.open(second.http(), KEY, "?jobId=" + job, "Last-Event-ID", id)) {
        List<String> rest =
            other
                .until(event -> ("E" + (EVENTS - 1)).equals(event.data().getString("Status")))
                .stream()
                .filter(event -> event.name().equals("event"))
                .map(event -> event.data().getString("Status"))
                .toList();

        assertThat(rest.subList(0, afterId.size())).isEqualTo(afterId);
        read.addAll(rest.subList(afterId.size(), rest.size()));
        assertThat(read).isEqualTo(IntStream.range(0, EVENTS).mapToObj(n -> "E" + n).toList());
      }
    }
  }

  private static String take(Event event, String id, List<String> read, List<String> afterId) {
    if (event.name().equals("event")) {
      read.add(event.data().getString("Status"));
      afterId.add(event.data().getString("Status"));
    }
    if (!event.id().equals(id)) {
      afterId.clear();
    }
    return event.id();
  }

  private static JobId insert(ReplicaCluster cluster) {
    JobId id = JobId.random();
    Sql.run(
        cluster.database(),
        "INSERT INTO job (id, account, region, type, container, spec, word, pieces)"
            + " VALUES ('%s', '%s', 'us-east-1', 'pinpoint.export', 'app', '{}', 'CREATED', 1)"
                .formatted(id.value(), TestData.ACCOUNT));
    return id;
  }

  private static void write(ReplicaCluster cluster, JobId job, int n) {
    Sql.run(
        cluster.database(),
        "INSERT INTO job_event (job, phase, word) VALUES ('%s', 'WORKING', 'E%d')"
            .formatted(job.value(), n));
  }
}
