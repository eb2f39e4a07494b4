package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.service.pinpoint.PinpointFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The rules on users and addresses, when two replicas write the same endpoints in batches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EndpointWriteRulesIT {

  private static final int CALLS = 400;

  private final DatabaseConfig database = Backends.migratedDatabase();
  @AutoClose private final PinpointFixture one = new PinpointFixture(database);
  @AutoClose private final PinpointFixture other = new PinpointFixture(database);
  private final Random random = new Random(20261130);

  @Test
  void random_calls_lose_no_attribute_and_break_no_rule() {
    String app = one.app();
    List<Future<ServiceResponse>> all = new ArrayList<>();
    Map<String, Set<String>> sent = new HashMap<>();
    for (int i = 0; i < CALLS; i++) {
      String id = "e" + random.nextInt(40);
      sent.computeIfAbsent(id, first -> new HashSet<>()).add("a" + i);
      PinpointFixture replica = random.nextBoolean() ? one : other;
      all.add(
          replica.send(OWNER, "UpdateEndpoint", body(i), "applicationId", app, "endpointId", id));
    }
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    // A refusal because of contention is allowed; what it would have written is not there.
    Set<String> refused = new HashSet<>();
    for (int i = 0; i < CALLS; i++) {
      if (all.get(i).failed()) {
        assertThat(all.get(i).cause()).isInstanceOf(ApiError.class);
        refused.add("a" + i);
      }
    }
    assertThat(refused).hasSizeLessThan(CALLS / 10);
    sent.values().forEach(names -> names.removeAll(refused));
    Map<String, Set<String>> holders = new HashMap<>();
    Map<String, Set<String>> attributes = new HashMap<>();
    for (String line : one.lines(app)) {
      JsonObject endpoint = new JsonObject(line);
      String id = endpoint.getString("Id");
      assertThat(endpoint.getJsonObject("Attributes", new JsonObject()).fieldNames())
          .isEqualTo(sent.get(id));
      if (endpoint.getString("EndpointStatus").equals("ACTIVE")
          && endpoint.containsKey("Address")) {
        holders.computeIfAbsent(endpoint.getString("Address"), first -> new HashSet<>()).add(id);
      }
      JsonObject user = endpoint.getJsonObject("User", new JsonObject());
      if (user.containsKey("UserId")) {
        attributes
            .computeIfAbsent(user.getString("UserId"), first -> new HashSet<>())
            .add(user.getJsonObject("UserAttributes", new JsonObject()).encode());
      }
    }
    assertThat(holders.values()).isNotEmpty().allMatch(ids -> ids.size() == 1);
    assertThat(attributes.values()).isNotEmpty().allMatch(each -> each.size() == 1);
    assertThat(one.count("pinpoint_claim")).isZero();
  }

  /** Some calls give a user, its attributes, or an address; all add an attribute of their own. */
  private JsonObject body(int i) {
    int kind = random.nextInt(8);
    JsonObject body =
        kind == 0 ? email("address" + random.nextInt(10) + "@example.com") : new JsonObject();
    JsonObject user = new JsonObject();
    if (kind == 1) {
      user.put("UserId", "u" + random.nextInt(8));
    }
    if (kind == 2) {
      user.put("UserId", "u" + random.nextInt(8));
      user.put("UserAttributes", new JsonObject().put("last", new JsonArray().add("v" + i)));
    }
    if (!user.isEmpty()) {
      body.put("User", user);
    }
    return body.put("Attributes", new JsonObject().put("a" + i, new JsonArray().add("x")));
  }
}
