package io.longshore.service.pinpoint;

import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that the contract lets pass and the service must not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private static final String INPUTS = "io.longshore.service.pinpoint.BadInputs#";
  private static final String TABLES =
      "pinpoint_app, pinpoint_segment, pinpoint_endpoint, pinpoint_event, job, task, job_event";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private String app;
  private String segment;

  @BeforeAll
  void start() {
    app = rig.app();
    rig.put(app, "there", email("a@example.com"));
    segment =
        rig.ok(
                "CreateSegment",
                new JsonObject().put("Dimensions", new JsonObject()),
                "applicationId",
                app)
            .getString("Id");
  }

  @ParameterizedTest
  @MethodSource({
    INPUTS + "apps",
    INPUTS + "endpoints",
    INPUTS + "batches",
    INPUTS + "segments",
    INPUTS + "theRest",
    INPUTS + "exports",
    INPUTS + "lists"
  })
  void is_refused_with_a_message_that_helps_and_stores_nothing(BadInputs.Bad bad) {
    List<Long> before = counts();
    JsonObject line = rig.endpoint(app, "there");
    String[] parameters =
        Stream.concat(
                Stream.of("applicationId", app),
                bad.parameters().entrySet().stream()
                    .flatMap(e -> Stream.of(e.getKey(), e.getValue())))
            .map(text -> text.replace("$segment", segment))
            .toArray(String[]::new);
    JsonObject body = new JsonObject(bad.body().encode().replace("$segment", segment));

    ApiError error = refusal(rig.send(OWNER, bad.operation(), body, parameters));

    boolean missing =
        bad.message().startsWith("There is no") || bad.message().equals("Resource not found");
    assertThat(error.code())
        .isEqualTo(missing ? PinpointError.NOT_FOUND : PinpointError.BAD_REQUEST);
    assertThat(error).hasMessageContaining(bad.message());
    assertThat(counts()).isEqualTo(before);
    assertThat(rig.endpoint(app, "there")).isEqualTo(line);
  }

  private List<Long> counts() {
    return Stream.of(TABLES.split(", ")).map(rig::count).toList();
  }
}
