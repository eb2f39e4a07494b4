package io.longshore.operator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.StreamReader;
import io.longshore.fixture.StreamReader.Event;
import io.longshore.identity.key.AccessKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a replica that stops. */
class StreamDrainIT {

  private static final AccessKey KEY = new AccessKey("111122223333", "test", "111122223333", true);

  @TempDir Path folder;

  @Test
  void a_replica_that_stops_ends_its_streams_and_tells_when_to_connect_again() throws Exception {
    Installation server = Installation.start(folder, Map.of());
    try (StreamReader all = StreamReader.open(server.uri(), KEY, "");
        StreamReader exports = StreamReader.open(server.uri(), KEY, "?type=pinpoint.export")) {
      assertThat(List.of(all.status(), exports.status())).containsOnly(200);
      assertThat(all.retry()).isEmpty();

      server.close();

      for (StreamReader stream : List.of(all, exports)) {
        List<Event> last = stream.until(event -> false);
        assertThat(last).endsWith(StreamReader.END);
        assertThat(Integer.parseInt(stream.retry())).isBetween(500, 3_000);
      }
    }
  }
}
