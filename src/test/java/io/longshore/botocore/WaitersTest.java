package io.longshore.botocore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The waiters in botocore's format, against the contracts of their services. */
class WaitersTest {

  private static final Path MODELS = Path.of("src/main/resources/models");

  /** A path of members, or a member of the newest element of a list. */
  private static final Pattern NEWEST =
      Pattern.compile("max_by\\((\\w+), &to_string\\(\\w+\\)\\)\\.(\\w+)");

  /** Statuses after which a job goes on. Each other one has to end the wait. */
  private static final Set<String> UNFINISHED =
      Set.of(
          "CREATED",
          "PREPARING_FOR_INITIALIZATION",
          "INITIALIZING",
          "PROCESSING",
          "PENDING_JOB",
          "COMPLETING",
          "FAILING",
          "CANCELLING",
          "WAITING",
          "IN_PROGRESS",
          "CREATE_PENDING",
          "CREATE_IN_PROGRESS",
          "QUEUED",
          "RUNNING",
          "COMMITTING");

  /** The contract's Status of Personalize is a text: these are its values. */
  private static final Map<String, List<String>> PERSONALIZE =
      Map.of(
          "DataDeletionJobCompleted", List.of("COMPLETED", "FAILED"),
          "DatasetImportJobActive", List.of("ACTIVE", "CREATE FAILED"),
          "DatasetExportJobActive", List.of("ACTIVE", "CREATE FAILED"));

  private static final List<String> OF_RESOURCES =
      List.of("ACTIVE", "CREATE FAILED", "DELETE PENDING", "DELETE IN_PROGRESS");

  /** A waiter with the contract of its service. */
  record Waiter(String service, String name, JsonNode model, JsonNode contract) {

    @Override
    public String toString() {
      return service + " " + name;
    }
  }

  static List<Waiter> waiters() throws IOException {
    List<Waiter> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(MODELS)) {
      for (Path file : files.filter(each -> each.endsWith("waiters-2.json")).toList()) {
        JsonNode waiters = new ObjectMapper().readTree(file.toFile());
        assertThat(waiters.path("version").asInt()).isEqualTo(2);
        String service = MODELS.relativize(file).getName(0).toString();
        JsonNode contract =
            new YAMLMapper().readTree(Path.of("openapi", service + ".yaml").toFile());
        assertThat(file.getParent()).endsWith(Path.of(contract.at("/info/version").asText()));
        for (Map.Entry<String, JsonNode> each : waiters.path("waiters").properties()) {
          all.add(new Waiter(service, each.getKey(), each.getValue(), contract));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(10);
    return all;
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void a_waiter_ends_at_each_status_that_a_job_ends_in(Waiter waiter) {
    Map<String, String> ends = new HashMap<>();
    Set<String> paths = new TreeSet<>();
    for (JsonNode acceptor : waiter.model().path("acceptors")) {
      assertThat(acceptor.path("matcher").asText()).isEqualTo("path");
      paths.add(acceptor.path("argument").asText());
      ends.put(acceptor.path("expected").asText(), acceptor.path("state").asText());
    }

    assertThat(paths).hasSize(1);
    assertThat(ends.keySet())
        .containsExactlyInAnyOrderElementsOf(finals(waiter, paths.iterator().next()));
    assertThat(ends.values()).contains("success");
    assertThat(ends.values()).isSubsetOf("success", "failure");
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void a_waiter_says_what_it_waits_for_and_gives_up_after_a_time(Waiter waiter) {
    long seconds =
        waiter.model().path("delay").asLong() * waiter.model().path("maxAttempts").asLong();

    assertThat(waiter.model().path("description").asText())
        .startsWith("Waits until ")
        .endsWith(".");
    assertThat(waiter.model().path("delay").asInt()).isBetween(1, 10);
    assertThat(seconds).isBetween(20 * 60L, 24 * 60 * 60L);
  }

  /** The statuses at the path in the response that end a job. */
  private static List<String> finals(Waiter waiter, String path) {
    JsonNode status = new Response(waiter).at(path);
    if (status.has("enum")) {
      List<String> values = new ArrayList<>();
      status.path("enum").forEach(value -> values.add(value.asText()));
      values.removeAll(UNFINISHED);
      return values;
    }
    assertThat(waiter.service()).isEqualTo("personalize");
    return PERSONALIZE.getOrDefault(waiter.name(), OF_RESOURCES);
  }

  /** The schema of the response of the operation that a waiter calls. */
  private record Response(Waiter waiter) {

    JsonNode at(String path) {
      Matcher newest = NEWEST.matcher(path);
      String members = newest.matches() ? newest.group(1) + ".[]." + newest.group(2) : path;
      JsonNode schema = body();
      for (String member : members.split("\\.")) {
        JsonNode next =
            member.equals("[]") ? schema.path("items") : schema.path("properties").path(member);
        assertThat(next.isMissingNode()).as("%s: %s of %s", waiter, member, path).isFalse();
        schema = resolved(next);
      }
      return schema;
    }

    /** botocore puts what is not an object of members below a member of its name: Pinpoint. */
    private JsonNode body() {
      JsonNode schema = operation().at("/responses/200/content").iterator().next().path("schema");
      if (!waiter.service().equals("pinpoint")) {
        return resolved(schema);
      }
      String name = schema.path("$ref").asText().replaceAll(".*/", "");
      JsonNode wrapped = new ObjectMapper().createObjectNode().set(name, schema);
      return new ObjectMapper().createObjectNode().set("properties", wrapped);
    }

    private JsonNode operation() {
      String id = waiter.service() + "." + waiter.model().path("operation").asText();
      for (JsonNode path : waiter.contract().path("paths")) {
        for (JsonNode operation : path) {
          if (operation.path("operationId").asText().equals(id)) {
            return operation;
          }
        }
      }
      throw new AssertionError("There is no operation " + id);
    }

    private JsonNode resolved(JsonNode schema) {
      String reference = schema.path("$ref").asText();
      return reference.isEmpty() ? schema : waiter.contract().at(reference.substring(1));
    }
  }
}
