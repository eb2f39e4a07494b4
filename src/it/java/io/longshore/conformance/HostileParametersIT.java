package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.RawCalls.Operation;
import io.longshore.conformance.RawCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hostile values in every parameter of the path, the query and the headers, and in every member of
 * the bodies, of every operation of every contract: each gets a response of its service that is no
 * 500.
 */
@Timeout(300)
class HostileParametersIT {

  private static final String ACCOUNT = "740000000077";

  private static final List<String> VALUES =
      List.of(
          " ",
          "-1",
          "99999999999999999999",
          "1e400",
          "NaN",
          "true",
          "null",
          "[]",
          "0000-00-00T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "9999-12-31T23:59:60Z",
          "2026-02-30T00:00:00+23:59",
          "60s",
          "../../etc/passwd",
          "' or 1=1 --",
          "%_\\",
          "\u0000",
          "\ud83d\ude80\u202e",
          "0".repeat(32),
          "ffffffffffffffffffffffffffffffff",
          "arn:aws:dataexchange:us-east-1:740000000077:data-sets/x",
          "x".repeat(2000));

  /** JSON values of all types, for members that expect another one or other limits. */
  private static final List<String> JSON =
      List.of(
          "true",
          "1e400",
          "9223372036854775808",
          "\"\u0000\"",
          "[]",
          "{}",
          "\"2026-02-30T25:00:00Z\"");

  /** It responds with a stream without end, unless its job does not exist. */
  private static final Map<String, String> ENDING = Map.of("jobId", "0".repeat(32));

  private static RawCalls calls;

  @BeforeAll
  static void start() throws Exception {
    calls = new RawCalls();
  }

  @Test
  void no_value_of_a_parameter_is_an_unforeseen_failure() {
    Set<String> wrong = new TreeSet<>();
    int sent = 0;
    for (Operation operation : calls.operations().values()) {
      Set<String> names = new TreeSet<>(operation.pathNames());
      names.addAll(operation.queryNames());
      for (String name : names) {
        for (String value : VALUES) {
          Map<String, String> parameters = usual(operation);
          parameters.put(name, value);
          if (isSent(operation, name, value)) {
            sent++;
            judge(operation, name + "=" + value, parameters, body(operation), wrong);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(4_000);
  }

  /** A header cannot have such characters, and the operation would stream without its job. */
  private static boolean isSent(Operation operation, String name, String value) {
    boolean stream = operation.id().equals("longshore.StreamEvents");
    return !name.equals("Last-Event-ID") && !(stream && name.equals("jobId"));
  }

  @Test
  void no_value_of_a_member_is_an_unforeseen_failure() {
    Set<String> wrong = new TreeSet<>();
    int sent = 0;
    for (Operation operation : calls.operations().values()) {
      List<String> usual = bodies(operation);
      for (String member : operation.members()) {
        for (String value : JSON) {
          String body = with(usual.get(sent++ % usual.size()), member, value);
          judge(operation, body, usual(operation), body, wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(1_500);
  }

  private static void judge(
      Operation operation,
      String what,
      Map<String, String> parameters,
      String body,
      Set<String> wrong) {
    Reply reply = calls.call(ACCOUNT, operation.id(), parameters, body);
    boolean foreseen = reply.status() < 500 || reply.status() == 501;
    boolean empty = reply.status() / 100 == 2 || !reply.body().isEmpty();
    if (!foreseen
        || !empty
        || reply.body().contains("Exception:")
        || reply.body().contains("at io.")) {
      wrong.add(operation.id() + " " + what + ": " + reply);
    }
  }

  private static Map<String, String> usual(Operation operation) {
    Map<String, String> parameters = new HashMap<>();
    operation.pathNames().forEach(name -> parameters.put(name, "0".repeat(32)));
    if (operation.id().equals("longshore.StreamEvents")) {
      parameters.putAll(ENDING);
    }
    return parameters;
  }

  /** The bodies of the isolation test, with identifiers of nothing; or an empty one. */
  private static List<String> bodies(Operation operation) {
    List<String> templates = IsolationBodies.bodies(operation);
    return templates.isEmpty()
        ? List.of("{}")
        : templates.stream()
            .map(body -> body.replaceAll("\\$\\{\\w+}", "0".repeat(32)).replace('\'', '"'))
            .toList();
  }

  /** The body with that value for a member, and for one that does not exist. */
  private static String with(String body, String member, String value) {
    String head = "{\"NoSuchMember\":" + value;
    JsonObject usual = new JsonObject(body);
    usual.remove(member);
    String rest = usual.encode().replaceFirst("^\\{", "");
    String own = ",\"" + member + "\":" + value;
    return head + own + (rest.equals("}") ? "" : ",") + rest;
  }

  private static String body(Operation operation) {
    return operation.members().isEmpty() ? null : "{}";
  }
}
