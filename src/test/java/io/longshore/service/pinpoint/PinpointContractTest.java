package io.longshore.service.pinpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceError;
import io.longshore.api.ServiceProfile;
import io.longshore.async.BatchMeter;
import io.longshore.job.Phase;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.PinpointRequest;

/** The contract and the code say the same. */
class PinpointContractTest {

  private final PinpointVerticle verticle =
      new PinpointVerticle(
          null,
          null,
          ObjectStores.NONE,
          null,
          InstantSource.system(),
          new Random(1),
          Duration.ofDays(1),
          BatchMeter.NONE);

  @Test
  void every_operation_of_the_contract_is_served_and_no_other() throws IOException {
    List<String> named = new ArrayList<>();
    contract()
        .get("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      if (operation.has("operationId")) {
                        named.add(operation.get("operationId").asText());
                      }
                    }));
    assertThat(verticle.operations().keySet()).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void the_operations_that_are_not_served_are_the_others_of_the_sdk() throws Exception {
    Map<String, String> unserved = new TreeMap<>();
    contract()
        .get("x-unserved")
        .get("operations")
        .fields()
        .forEachRemaining(entry -> unserved.put(entry.getKey(), entry.getValue().asText()));
    Map<String, String> others = new TreeMap<>();
    for (Method method : PinpointAsyncClient.class.getMethods()) {
      String name = method.getName().substring(0, 1).toUpperCase(Locale.ROOT);
      name += method.getName().substring(1);
      boolean operation =
          method.getReturnType().equals(CompletableFuture.class)
              && PinpointRequest.class.isAssignableFrom(method.getParameterTypes()[0]);
      if (operation && !verticle.operations().containsKey("pinpoint." + name)) {
        others.put(name, call(method.getParameterTypes()[0]));
      }
    }

    assertThat(unserved).hasSize(87).isEqualTo(others);
  }

  /** Method and path of an operation, as the SDK has them. */
  private static String call(Class<?> request) throws Exception {
    String transform = "software.amazon.awssdk.services.pinpoint.transform.";
    Field binding =
        Class.forName(transform + request.getSimpleName() + "Marshaller")
            .getDeclaredField("SDK_OPERATION_BINDING");
    binding.setAccessible(true);
    OperationInfo call = (OperationInfo) binding.get(null);
    String path =
        Pattern.compile("-(.)(?=[^{]*})")
            .matcher(call.requestUri())
            .replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT));
    return call.httpMethod() + " " + path;
  }

  @Test
  void every_error_of_the_contract_has_its_code_and_status() throws Exception {
    JsonNode create = contract().get("paths").get("/v1/apps").get("post").get("responses");
    Map<String, String> byStatus = new HashMap<>();
    for (Field constant : PinpointError.class.getFields()) {
      ServiceError error = (ServiceError) constant.get(null);
      byStatus.put(Integer.toString(error.status()), error.shape());
    }
    byStatus.forEach(
        (status, shape) ->
            assertThat(create.get(status).get("$ref").asText())
                .isEqualTo("#/components/responses/" + shape));
    assertThat(contract().get("components").get("responses").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(byStatus.values());
  }

  @Test
  void the_edge_refuses_in_errors_of_the_contract() throws IOException {
    ServiceProfile.EdgeErrors errors = verticle.profile().errors();
    JsonNode responses = contract().get("components").get("responses");
    assertThat(
            Stream.of(
                    errors.invalid(),
                    errors.tooLarge(),
                    errors.throttled(),
                    errors.methodNotAllowed(),
                    errors.forbidden(),
                    errors.internal())
                .map(ErrorCode::shape))
        .allMatch(responses::has);
  }

  @Test
  void every_phase_has_a_word_of_its_own_that_the_contract_knows() throws IOException {
    EndpointExportJob export = new EndpointExportJob(null, null, null);
    List<String> words = Stream.of(Phase.values()).map(export::word).toList();
    List<String> known = new ArrayList<>();
    contract()
        .get("components")
        .get("schemas")
        .get("JobStatus")
        .get("enum")
        .forEach(word -> known.add(word.asText()));

    assertThat(words).containsExactlyInAnyOrderElementsOf(known).doesNotHaveDuplicates();
    assertThat(words)
        .containsExactly(
            "CREATED",
            "PREPARING_FOR_INITIALIZATION",
            "INITIALIZING",
            "PROCESSING",
            "PENDING_JOB",
            "COMPLETING",
            "COMPLETED",
            "FAILING",
            "FAILED",
            "CANCELLING",
            "CANCELLED");
  }

  private JsonNode contract() throws IOException {
    try (InputStream yaml =
        getClass().getClassLoader().getResourceAsStream(verticle.profile().contract())) {
      return new YAMLMapper().readTree(yaml);
    }
  }
}
