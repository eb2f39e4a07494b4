package io.longshore.conformance;

import static io.longshore.conformance.IsolationBodies.BODIES;
import static io.longshore.conformance.IsolationBodies.NO_RESOURCES;
import static io.longshore.conformance.IsolationBodies.OF_ALL;
import static io.longshore.conformance.IsolationBodies.OF_NOTHING;
import static io.longshore.conformance.IsolationBodies.bodies;
import static io.longshore.conformance.PathSlots.FIXED;
import static io.longshore.conformance.PathSlots.filled;
import static io.longshore.conformance.PathSlots.kind;
import static io.longshore.conformance.PathSlots.neutral;
import static io.longshore.conformance.PathSlots.never;
import static io.longshore.conformance.PathSlots.parameters;
import static io.longshore.conformance.PathSlots.slots;
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
 * Every operation of every contract, with the identifiers of what another account has: it answers
 * as if there were none, tells nothing and changes nothing.
 */
@Timeout(180)
class IsolationIT {

  /** Nobody's, also when the class is run again. */
  private static String account() {
    return "70%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  }

  private static RawCalls calls;
  private static String owner;
  private static String stranger;
  private static Map<String, String> owners;
  private static Map<String, String> own;
  private static final Map<String, String> NEVER = new HashMap<>();

  @BeforeAll
  static void make() throws Exception {
    calls = new RawCalls();
    owner = account();
    stranger = account();
    fill(owner);
    fill(stranger);
    owners = OwnedResources.made(calls, owner, "first").of;
    own = OwnedResources.made(calls, stranger, "second").of;
    owners.forEach((kind, value) -> NEVER.put(kind, never(value)));
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
  void what_another_account_has_is_not_there() throws Exception {
    try (AccountRows rows = new AccountRows(Installation.shared().database(), owner)) {
      Map<String, String> before = rows.digest();
      List<String> leaks = new ArrayList<>();
      int walked = 0;
      for (Operation operation : calls.operations().values()) {
        if (!OF_NOTHING.contains(operation.id())) {
          walked += walk(operation, leaks);
        }
      }
      assertThat(leaks).isEmpty();
      assertThat(walked).isGreaterThan(150);
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
  void every_operation_and_every_identifier_is_in_the_walk() throws Exception {
    Set<String> missing = new TreeSet<>();
    calls.operations().values().forEach(operation -> missing.addAll(missing(operation)));
    assertThat(missing).isEmpty();
    assertThat(calls.operations()).hasSizeGreaterThanOrEqualTo(130);
    try (Stream<Path> contracts = Files.list(Path.of("openapi"))) {
      assertThat(contracts.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              RawCalls.CONTRACTS.keySet().stream().map(name -> name + ".yaml").toList());
    }
    assertThat(ExchangeJobs.bodies().keySet())
        .isEqualTo(
            Type.knownValues().stream()
                .map(Type::toString)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void an_operation_that_is_new_in_a_contract_is_missed() {
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

  /** What of an operation the walk would pass by. */
  private static Set<String> missing(Operation operation) {
    Set<String> missing = new TreeSet<>();
    Set<String> named = new TreeSet<>(operation.members());
    named.removeIf(name -> !name.matches(".*(Id|Arn|Ids|Arns)") || NO_RESOURCES.contains(name));
    List<String> bodies = bodies(operation);
    if (!operation.members().isEmpty()
        && bodies.isEmpty()
        && !OF_NOTHING.contains(operation.id())) {
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
    boolean known = OF_NOTHING.contains(operation.id()) || OF_ALL.contains(operation.id());
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
  void a_job_of_each_type_is_its_owners_only() {
    List<String> leaks = new ArrayList<>();
    Operation get = calls.operations().get("dataexchange.GetJob");
    ExchangeJobs.bodies()
        .forEach(
            (type, body) -> {
              Operation create = calls.operations().get("dataexchange.CreateJob");
              Reply made = call(owner, create, body, owners);
              assertThat(made.status()).as("%s: %s", type, made).isEqualTo(201);
              Map<String, String> theirs = Map.of("job", made.json().getString("Id"));
              Map<String, String> nobodys = Map.of("job", never(theirs.get("job")));
              for (String each : List.of("GetJob", "StartJob", "CancelJob")) {
                Operation operation = calls.operations().get("dataexchange." + each);
                Reply told = call(stranger, operation, null, theirs);
                if (told.status() != 404
                    || !neutral(told).equals(neutral(call(stranger, operation, null, nobodys)))) {
                  leaks.add(each + " of " + type + ": " + told);
                }
              }
              assertThat(call(owner, get, null, theirs).json().getString("State"))
                  .isEqualTo("WAITING");
            });
    assertThat(leaks).isEmpty();
  }

  private static int walk(Operation operation, List<String> leaks) {
    List<String> bodies = bodies(operation);
    if (bodies.isEmpty()) {
      return walk(operation, null, leaks);
    }
    return bodies.stream().mapToInt(body -> walk(operation, body, leaks)).sum();
  }

  /** All that an operation names is another's; then one by one, beside what is the caller's own. */
  private static int walk(Operation operation, String body, List<String> leaks) {
    List<Set<String>> cases = new ArrayList<>();
    Set<String> slots = slots(operation, body == null ? "" : body);
    cases.add(slots);
    if (slots.size() > 1) {
      slots.forEach(slot -> cases.add(Set.of(slot)));
    }
    for (Set<String> foreign : cases) {
      Reply theirs = call(stranger, operation, body, mixed(foreign, owners));
      Reply nobodys = call(stranger, operation, body, mixed(foreign, NEVER));
      String what = operation.id() + " with " + foreign;
      if (!neutral(theirs).equals(neutral(nobodys))) {
        leaks.add(what + ": " + theirs + " is not " + nobodys);
      }
      if (theirs.status() >= 500 && theirs.status() != 501) {
        leaks.add(what + ": " + theirs);
      }
      owners.forEach(
          (kind, value) -> {
            if (!foreign.contains(kind)
                && !partOf(foreign, value)
                && theirs.body().contains(value)) {
              leaks.add(what + " tells of " + kind + ": " + theirs);
            }
          });
      if (operation.id().equals("dataexchange.CreateJob") && theirs.status() != 404) {
        leaks.add(what + " in " + body + ": " + theirs);
      }
    }
    return cases.size();
  }

  /** What the caller sent it may be told again. */
  private static boolean partOf(Set<String> sent, String value) {
    return sent.stream().anyMatch(slot -> owners.get(slot).contains(value));
  }

  private static Map<String, String> mixed(Set<String> foreign, Map<String, String> values) {
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
