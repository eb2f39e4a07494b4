package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.CleanRoomsMlRequest;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeRequest;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.PersonalizeRequest;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;
import software.amazon.awssdk.services.personalizeevents.model.PersonalizeEventsRequest;

/** Whatever an AWS SDK can call is served, or listed as what is not. */
class ContractsAndSdksTest {

  private record Of(String contract, Class<?> client, Class<?> request) {}

  private static List<Of> services() {
    return List.of(
        new Of("personalize", PersonalizeAsyncClient.class, PersonalizeRequest.class),
        new Of(
            "personalize-events",
            PersonalizeEventsAsyncClient.class,
            PersonalizeEventsRequest.class),
        new Of("dataexchange", DataExchangeAsyncClient.class, DataExchangeRequest.class),
        new Of("cleanroomsml", CleanRoomsMlAsyncClient.class, CleanRoomsMlRequest.class));
  }

  @ParameterizedTest
  @MethodSource("services")
  void an_operation_is_served_or_told_of(Of service) throws IOException {
    Set<String> served = served(service.contract());
    Set<String> unserved = unserved(service.contract()).keySet();

    assertThat(unserved).noneMatch(served::contains);
    Set<String> known = new TreeSet<>(served);
    known.addAll(unserved);
    assertThat(known).containsAll(operations(service));
  }

  @Test
  void personalize_lists_everything_and_describes_what_it_has() throws IOException {
    Set<String> unserved = unserved("personalize").keySet();

    assertThat(unserved).hasSize(32).noneMatch(name -> name.startsWith("List"));
    assertThat(unserved("personalize").values())
        .allMatch(call -> call.matches("POST /AmazonPersonalize\\.\\w+"));
    assertThat(unserved("personalize-events").keySet())
        .containsExactlyInAnyOrder(
            "GetRecommendations", "GetPersonalizedRanking", "GetActionRecommendations");
  }

  private static Set<String> operations(Of service) {
    return Stream.of(service.client().getMethods())
        .filter(method -> method.getReturnType().equals(CompletableFuture.class))
        .filter(method -> service.request().isAssignableFrom(method.getParameterTypes()[0]))
        .map(method -> method.getName())
        .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> served(String name) throws IOException {
    Set<String> served = new TreeSet<>();
    contract(name)
        .findValuesAsText("operationId")
        .forEach(id -> served.add(id.substring(id.indexOf('.') + 1)));
    return served;
  }

  private static Map<String, String> unserved(String name) throws IOException {
    Map<String, String> unserved = new TreeMap<>();
    contract(name)
        .path("x-unserved")
        .path("operations")
        .fields()
        .forEachRemaining(entry -> unserved.put(entry.getKey(), entry.getValue().asText()));
    return unserved;
  }

  private static JsonNode contract(String name) throws IOException {
    return new YAMLMapper().readTree(Path.of("openapi", name + ".yaml").toFile());
  }
}
