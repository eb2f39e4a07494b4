package io.longshore.service.pinpoint.segment;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.SampleSegments;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Segments in SQL beside segments in plain Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentPropertyIT {

  /** Each against every endpoint; {@code -Dlongshore.segments=10000} takes some minutes. */
  private static final int CASES = Integer.getInteger("longshore.segments", 1000);

  private static final int AT_ONCE = 100;
  private static final int ENDPOINTS = 120;

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @BeforeAll
  void start() {
    rig.now.set(SampleSegments.NOW);
  }

  @Test
  void random_segments_have_the_members_that_plain_java_finds() {
    String app = rig.app();
    Random random = new Random(4);
    List<JsonObject> endpoints =
        IntStream.range(0, ENDPOINTS).mapToObj(i -> SampleSegments.endpoint(random, i)).toList();
    for (int from = 0; from < ENDPOINTS; from += 60) {
      JsonArray items = new JsonArray(new ArrayList<>(endpoints.subList(from, from + 60)));
      rig.ok("UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app);
    }
    // Rows of before there were terms are asked by their lines.
    rig.rows("update pinpoint_endpoint set terms = null where id < 'e3'");
    int telling = 0;
    for (int done = 0; done < CASES; done += AT_ONCE) {
      List<JsonObject> conditions =
          IntStream.range(0, AT_ONCE)
              .mapToObj(i -> SampleSegments.condition(random, random.nextInt(4)))
              .toList();
      List<Future<Set<String>>> found =
          conditions.stream().map(condition -> meeting(app, condition)).toList();
      await(Future.all(found));
      for (int i = 0; i < AT_ONCE; i++) {
        JsonObject condition = conditions.get(i);
        Set<String> expected =
            endpoints.stream()
                .filter(endpoint -> SampleSegments.matches(endpoint, condition))
                .map(endpoint -> endpoint.getString("Id"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found.get(i).result()).as(condition.encode()).isEqualTo(expected);
        telling += expected.isEmpty() || expected.size() == ENDPOINTS ? 0 : 1;
      }
    }
    assertThat(telling).as("segments that tell endpoints apart").isGreaterThan(CASES / 3);
  }

  private Future<Set<String>> meeting(String app, JsonObject condition) {
    SegmentCondition where = SegmentCondition.of(condition, SampleSegments.NOW, 2);
    Tuple parameters = Tuple.of(app);
    where.parameters().forEach(parameters::addValue);
    return rig.postgres
        .work()
        .preparedQuery("select id from pinpoint_endpoint where container = $1 and " + where.sql())
        .execute(parameters)
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.getString("id"))
                    .collect(Collectors.toCollection(TreeSet::new)));
  }
}
