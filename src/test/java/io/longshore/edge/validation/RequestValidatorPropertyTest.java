package io.longshore.edge.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.edge.MalformedBodies;
import io.longshore.edge.NetworkntOracle;
import io.longshore.edge.SampleService;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/** {@code RequestValidator} and networknt's validator agree on every value. */
class RequestValidatorPropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Body(String operation, Validator check, JsonNode schema) {}

  private static final class Contract {
    final NetworkntOracle oracle;
    final List<Body> bodies = new ArrayList<>();

    Contract(String resource) {
      this.oracle = NetworkntOracle.of(resource);
      Vertx vertx = Vertx.vertx();
      OpenAPIContract contract = SampleService.await(OpenAPIContract.from(vertx, resource));
      SampleService.await(vertx.close());
      SchemaCompiler compiler = new SchemaCompiler(contract.getRawContract());
      for (Operation operation : contract.operations()) {
        if (operation.getRequestBody() != null) {
          JsonObject schema =
              (JsonObject)
                  operation.getRequestBody().getContent().get("application/json").getSchema();
          bodies.add(
              new Body(operation.getOperationId(), compiler.compile(schema), schema(operation)));
        }
      }
    }

    private JsonNode schema(Operation operation) {
      return oracle
          .root()
          .path("paths")
          .path(operation.getOpenAPIPath())
          .path(operation.getHttpMethod().name().toLowerCase(java.util.Locale.ROOT))
          .path("requestBody")
          .path("content")
          .path("application/json")
          .path("schema");
    }
  }

  private static final Contract EVERY_KEYWORD = new Contract("edge/every-keyword.yaml");
  private static final Contract PINPOINT = new Contract("openapi/pinpoint.yaml");
  private static final AtomicInteger ACCEPTED = new AtomicInteger();

  // A fixed seed makes builds reproducible; 120,000 other values agreed as well.
  @Property(tries = 4000, seed = "20261121")
  void every_keyword_means_what_json_schema_says(@ForAll long seed) throws Exception {
    sameVerdict(EVERY_KEYWORD, seed);
  }

  @Property(tries = 4000, seed = "20261121")
  void pinpoint_bodies_have_the_same_result(@ForAll long seed) throws Exception {
    sameVerdict(PINPOINT, seed);
  }

  @AfterContainer
  static void both_results_occurred() {
    assertThat(ACCEPTED.get()).isBetween(400, 7600);
  }

  private static void sameVerdict(Contract contract, long seed) throws Exception {
    Random random = new Random(seed);
    Body body = contract.bodies.get(random.nextInt(contract.bodies.size()));
    JsonNode value = new MalformedBodies(contract.oracle.root(), random).value(body.schema(), 0);

    Object parsed = JSON.treeToValue(value, Object.class);
    Violation fault = body.check().validate(parsed);
    boolean accepted = contract.oracle.accepts(body.schema(), value);
    Statistics.collect(accepted ? "fits" : "does not fit");
    ACCEPTED.addAndGet(accepted ? 1 : 0);

    assertThat(fault == null).as("%s %s: %s", body.operation(), value, fault).isEqualTo(accepted);
  }
}
