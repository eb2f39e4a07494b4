package io.longshore.conformance;

import static io.longshore.conformance.IsolationBodies.BODIES;
import static io.longshore.conformance.IsolationBodies.LISTING_ALL;
import static io.longshore.conformance.IsolationBodies.NO_RESOURCES;
import static io.longshore.conformance.IsolationBodies.WITHOUT_IDENTIFIERS;
import static io.longshore.conformance.IsolationBodies.bodies;
import static io.longshore.conformance.PathSlots.FIXED;
import static io.longshore.conformance.PathSlots.filled;
import static io.longshore.conformance.PathSlots.kind;
import static io.longshore.conformance.PathSlots.normalized;
import static io.longshore.conformance.PathSlots.parameters;
import static io.longshore.conformance.PathSlots.slots;
import static io.longshore.conformance.PathSlots.unknownId;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.RawCalls.Operation;
import io.longshore.conformance.RawCalls.Reply;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * Calls every operation of every contract with the identifiers of another account's resources. Each
 * responds as if the resource did not exist, reveals nothing and changes nothing.
 */
@Timeout(180)
class IsolationIT {

  /** A random account, so that it has no resources when the class runs again. */
  private static String account() {
    return "70%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  }

  private static RawCalls calls;
  private static String owner;
  private static String caller;
  private static Map<String, String> owners;
  private static Map<String, String> own;
  private static final Map<String, String> UNKNOWN_IDS = new HashMap<>();

  @BeforeAll
  static void make() throws Exception {
    calls = new RawCalls();
    owner = account();
    caller = account();
    fill(owner);
    fill(caller);
    owners = OwnedResources.made(calls, owner, "first").of;
    own = OwnedResources.made(calls, caller, "second").of;
    owners.forEach((kind, value) -> UNKNOWN_IDS.put(kind, unknownId(value)));
  }

  private static void fill(String account) {
    String bucket = OwnedResources.bucket(account);
    try (S3Objects objects = new S3Objects(Installation.shared().s3(account))) {
      objects.createBucket(bucket);
      objects.put(
          bucket,
          "import.json",
          bytes("{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"imported\"}\n"));
      objects.put(bucket, "rows.csv", bytes("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n"));
      objects.put(bucket, "clicks/all.csv", TwoTasteData.csv(0, 200));
      objects.put(bucket, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(50)));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void resources_of_another_account_do_not_exist_for_the_caller() throws Exception {
    try (AccountRows rows = new AccountRows(Installation.shared().database(), owner)) {
      Map<String, String> before = rows.digest();
      List<String> violations = new ArrayList<>();
      int calledOperations = 0;
      for (Operation operation : calls.operations().values()) {
        if (!WITHOUT_IDENTIFIERS.contains(operation.id())) {
          calledOperations += callEach(operation, violations);
        }
      }
      assertThat(violations).isEmpty();
      assertThat(calledOperations).isGreaterThan(150);
      assertThat(rows.digest()).isEqualTo(before);
    }
    assertThat(get("pinpoint.GetApp").status()).isEqualTo(200);
    assertThat(get("dataexchange.GetAsset").status()).isEqualTo(200);
    assertThat(get("cleanroomsml.GetAudienceGenerationJob").status()).isEqualTo(200);
    assertThat(get("personalize.DescribeDataset").status()).isEqualTo(200);
  }

  private static Reply get(String operation) {
    Operation asked = calls.operations().get(operation);
    return call(owner, asked, BODIES.get(operation), owners);
  }

  @Test
  void every_operation_and_every_identifier_is_called() throws Exception {
    Set<String> missing = new TreeSet<>();
    calls.operations().values().forEach(operation -> missing.addAll(missing(operation)));
    assertThat(missing).isEmpty();
    assertThat(calls.operations()).hasSizeGreaterThanOrEqualTo(130);
    try (Stream<Path> contracts = Files.list(Path.of("openapi"))) {
      assertThat(contracts.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              RawCalls.CONTRACTS.keySet().stream().map(name -> name + ".yaml").toList());
    }
    assertThat(DataExchangeJobBodies.bodies().keySet())
        .isEqualTo(
            Type.knownValues().stream()
                .map(Type::toString)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void a_new_operation_of_a_contract_is_reported_as_missing() {
    assertThat(missing(added(Set.of("vaultId"), Set.of(), Set.of())))
        .containsExactly("dataexchange.New has vaultId in its path");
    assertThat(missing(added(Set.of(), Set.of("vaultArn"), Set.of())))
        .containsExactly("dataexchange.New has vaultArn in its query");
    assertThat(missing(added(Set.of("dataSetId"), Set.of(), Set.of("Name", "VaultId"))))
        .containsExactly("dataexchange.New has no body", "dataexchange.New names VaultId");
    assertThat(missing(added(Set.of(), Set.of(), Set.of())))
        .containsExactly("dataexchange.New names nothing, and is not known to");
  }

  private static Operation added(Set<String> path, Set<String> query, Set<String> members) {
    return new Operation("dataexchange.New", "dataexchange", "GET", "/v1/n", path, query, members);
  }

  /** The identifiers of an operation that the test does not cover. */
  private static Set<String> missing(Operation operation) {
    Set<String> missing = new TreeSet<>();
    Set<String> named = new TreeSet<>(operation.members());
    named.removeIf(name -> !name.matches(".*(Id|Arn|Ids|Arns)") || NO_RESOURCES.contains(name));
    List<String> bodies = bodies(operation);
    if (!operation.members().isEmpty()
        && bodies.isEmpty()
        && !WITHOUT_IDENTIFIERS.contains(operation.id())) {
      missing.add(operation.id() + " has no body");
    }
    named.removeIf(name -> bodies.stream().anyMatch(body -> body.contains("'" + name + "':'${")));
    named.forEach(name -> missing.add(operation.id() + " names " + name));
    operation.pathNames().stream()
        .filter(name -> !FIXED.containsKey(name) && kind(operation, name) == null)
        .forEach(name -> missing.add(operation.id() + " has " + name + " in its path"));
    operation.queryNames().stream()
        .filter(name -> name.matches(".*(Id|Arn|Filter)") && !NO_RESOURCES.contains(name))
        .filter(name -> kind(operation, name) == null)
        .forEach(name -> missing.add(operation.id() + " has " + name + " in its query"));
    boolean known =
        WITHOUT_IDENTIFIERS.contains(operation.id()) || LISTING_ALL.contains(operation.id());
    if (missing.isEmpty() && !known && cases(operation).allMatch(slots -> slots.isEmpty())) {
      missing.add(operation.id() + " names nothing, and is not known to");
    }
    return missing;
  }

  private static Stream<Set<String>> cases(Operation operation) {
    List<String> bodies = bodies(operation);
    return bodies.isEmpty()
        ? Stream.of(slots(operation, ""))
        : bodies.stream().map(body -> slots(operation, body));
  }

  @Test
  void jobs_of_every_type_are_visible_to_their_owner_only() {
    List<String> violations = new ArrayList<>();
    Operation get = calls.operations().get("dataexchange.GetJob");
    DataExchangeJobBodies.bodies()
        .forEach(
            (type, body) -> {
              Operation create = calls.operations().get("dataexchange.CreateJob");
              Reply made = call(owner, create, body, owners);
              assertThat(made.status()).as("%s: %s", type, made).isEqualTo(201);
              Map<String, String> ofOwner = Map.of("job", made.json().getString("Id"));
              Map<String, String> ofNoAccount = Map.of("job", unknownId(ofOwner.get("job")));
              for (String each : List.of("GetJob", "StartJob", "CancelJob")) {
                Operation operation = calls.operations().get("dataexchange." + each);
                Reply reply = call(caller, operation, null, ofOwner);
                if (reply.status() != 404
                    || !normalized(reply)
                        .equals(normalized(call(caller, operation, null, ofNoAccount)))) {
                  violations.add(each + " of " + type + ": " + reply);
                }
              }
              assertThat(call(owner, get, null, ofOwner).json().getString("State"))
                  .isEqualTo("WAITING");
            });
    assertThat(violations).isEmpty();
  }

  private static int callEach(Operation operation, List<String> violations) {
    List<String> bodies = bodies(operation);
    if (bodies.isEmpty()) {
      return callEach(operation, null, violations);
    }
    return bodies.stream().mapToInt(body -> callEach(operation, body, violations)).sum();
  }

  /**
   * First all identifiers of a call belong to the other account, then one at a time, with the
   * caller's own in the other places.
   */
  private static int callEach(Operation operation, String body, List<String> violations) {
    List<Set<String>> cases = new ArrayList<>();
    Set<String> slots = slots(operation, body == null ? "" : body);
    cases.add(slots);
    if (slots.size() > 1) {
      slots.forEach(slot -> cases.add(Set.of(slot)));
    }
    for (Set<String> foreign : cases) {
      Reply ofOwner = call(caller, operation, body, combine(foreign, owners));
      Reply ofNoAccount = call(caller, operation, body, combine(foreign, UNKNOWN_IDS));
      String what = operation.id() + " with " + foreign;
      // Without identifiers both calls are the same one; a list of jobs changes while they run.
      if (!foreign.isEmpty() && !normalized(ofOwner).equals(normalized(ofNoAccount))) {
        violations.add(what + ": " + ofOwner + " is not " + ofNoAccount);
      }
      if (ofOwner.status() >= 500 && ofOwner.status() != 501) {
        violations.add(what + ": " + ofOwner);
      }
      owners.forEach(
          (kind, value) -> {
            if (!foreign.contains(kind)
                && !isContainedIn(foreign, value)
                && ofOwner.body().contains(value)) {
              violations.add(what + " reveals " + kind + ": " + ofOwner);
            }
          });
      if (operation.id().equals("dataexchange.CreateJob") && ofOwner.status() != 404) {
        violations.add(what + " in " + body + ": " + ofOwner);
      }
    }
    return cases.size();
  }

  /** The response may repeat what the caller sent. */
  private static boolean isContainedIn(Set<String> sent, String value) {
    return sent.stream().anyMatch(slot -> owners.get(slot).contains(value));
  }

  private static Map<String, String> combine(Set<String> foreign, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(own);
    foreign.forEach(slot -> all.put(slot, values.get(slot)));
    return all;
  }

  private static Reply call(
      String account, Operation operation, String body, Map<String, String> values) {
    String filled = filled(body, values, account);
    return calls.call(account, operation.id(), parameters(operation, values), filled);
  }
}
