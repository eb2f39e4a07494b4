package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.events.EventRows;
import io.longshore.fixture.EventReceiver;
import io.longshore.fixture.Installation;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose secret is replaced in its file, and a receiver that changes to the new one. */
class SecretRotationIT {

  private static final String NEW = "whsec_plJ3nmyCDGBKInavdOK15jsl5jsl5jsl";

  @TempDir Path temp;

  private final Set<String> told = new HashSet<>();

  @Test
  void a_secret_is_replaced_without_a_restart_and_no_request_is_refused_meanwhile()
      throws IOException {
    Path file = Files.writeString(temp.resolve("secret"), EventReceiver.SECRET + "\n");
    try (EventReceiver receiver = EventReceiver.start(event -> 204);
        Installation server =
            Installation.start(
                temp.resolve("data"), Map.of("events.targets", receiver.targets(file)))) {
      EventRows rows = new EventRows(server.database());
      tellUntil(receiver, rows, 1);
      Files.writeString(file, NEW + "\n" + EventReceiver.SECRET + "\n");
      tellUntil(receiver, rows, 2);
      receiver.expect(NEW);
      Files.writeString(file, NEW + "\n");
      tellUntil(receiver, rows, 1);

      receiver.await("last event", () -> taken(receiver).equals(told), Duration.ofMinutes(1));
      assertThat(receiver.wrong()).isEmpty();
    }
  }

  /** Tells of one job after another until the requests have that many signatures. */
  private void tellUntil(EventReceiver receiver, EventRows rows, int signatures) {
    receiver.await(
        "request with " + signatures + " signatures",
        () -> {
          JobId job = rows.job();
          told.add(job.toString());
          rows.sql(EventRows.event(job, "CREATED"));
          return receiver.signatures() == signatures;
        },
        Duration.ofMinutes(1));
  }

  private static Set<String> taken(EventReceiver receiver) {
    Set<String> jobs = new HashSet<>();
    for (JsonObject event : receiver.taken()) {
      jobs.add(event.getJsonObject("detail").getString("jobId"));
    }
    return jobs;
  }
}
