package io.longshore.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Parses an IAM policy document. Source: "IAM JSON policy reference" of the IAM user guide. */
final class PolicyParser {

  private static final int MAX_CHARACTERS = 20_480;
  private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_MEMBERS =
      Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode document;

  PolicyParser(String json) {
    if (json.length() > MAX_CHARACTERS) {
      throw invalid("it is longer than " + MAX_CHARACTERS + " characters");
    }
    try {
      this.document = JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw invalid("it is not JSON: " + malformed.getOriginalMessage());
    }
  }

  Policy policy() {
    requireMembers(document, MEMBERS, "The document");
    boolean supported = document.path("Version").asText().equals("2012-10-17");
    if (!supported) {
      throw invalid("its Version must be 2012-10-17");
    }
    JsonNode statements = document.path("Statement");
    List<PolicyStatement> read = new ArrayList<>();
    if (statements.isObject()) {
      read.add(statement(statements, 1));
    }
    for (JsonNode statement : statements.isArray() ? statements : List.<JsonNode>of()) {
      read.add(statement(statement, read.size() + 1));
    }
    if (read.isEmpty()) {
      throw invalid("it has no Statement");
    }
    return new Policy(read);
  }

  private static PolicyStatement statement(JsonNode node, int position) {
    String name = "Statement " + position;
    requireMembers(node, STATEMENT_MEMBERS, name);
    if (node.hasNonNull("Sid")) {
      name = "Statement " + node.get("Sid").asText();
    }
    String effect = node.path("Effect").asText();
    if (!Set.of("Allow", "Deny").contains(effect)) {
      throw invalid(name + " must have the Effect Allow or Deny");
    }
    boolean notActions = isNot(node, "Action", name);
    boolean notResources = isNot(node, "Resource", name);
    return new PolicyStatement(
        name,
        effect.equals("Allow"),
        actions(node.get(notActions ? "NotAction" : "Action"), name),
        notActions,
        patterns(node.get(notResources ? "NotResource" : "Resource"), name),
        notResources,
        conditions(node.path("Condition"), name));
  }

  private static boolean isNot(JsonNode node, String member, String name) {
    if (node.has(member) == node.has("Not" + member)) {
      throw invalid(name + " must have either " + member + " or Not" + member);
    }
    return node.has("Not" + member);
  }

  private static List<GlobPattern> actions(JsonNode node, String name) {
    List<String> actions = texts(node, name);
    for (String action : actions) {
      if (!action.equals("*") && !action.contains(":")) {
        throw invalid(name + ": an action is * or service:Operation, was " + action);
      }
    }
    return actions.stream().map(a -> new GlobPattern(a.toLowerCase(Locale.ROOT))).toList();
  }

  private static List<GlobPattern> patterns(JsonNode node, String name) {
    List<String> texts = texts(node, name);
    for (String text : texts) {
      if (!text.equals("*") && !text.startsWith("arn:")) {
        throw invalid(name + ": a resource is * or an ARN, was " + text);
      }
      if (text.contains("${")) {
        throw invalid(name + ": policy variables are not supported: " + text);
      }
    }
    return texts.stream().map(GlobPattern::new).toList();
  }

  private static List<PolicyCondition> conditions(JsonNode node, String name) {
    if (!node.isMissingNode() && !node.isObject()) {
      throw invalid(name + ": Condition must be an object");
    }
    List<PolicyCondition> conditions = new ArrayList<>();
    node.properties()
        .forEach(
            operator ->
                operator
                    .getValue()
                    .properties()
                    .forEach(
                        key -> {
                          conditions.add(
                              condition(operator.getKey(), key.getKey(), key.getValue(), name));
                        }));
    return conditions;
  }

  private static PolicyCondition condition(
      String operator, String key, JsonNode values, String name) {
    try {
      return new PolicyCondition(
          PolicyCondition.Operator.of(operator), key.toLowerCase(Locale.ROOT), texts(values, name));
    } catch (IllegalArgumentException unknown) {
      throw unknown.getMessage().startsWith("The policy")
          ? unknown
          : invalid(name + ": " + unknown.getMessage());
    }
  }

  private static List<String> texts(JsonNode node, String name) {
    List<JsonNode> nodes =
        node.isArray() ? StreamSupport.stream(node.spliterator(), false).toList() : List.of(node);
    if (nodes.isEmpty() || !nodes.stream().allMatch(n -> n.isTextual() || n.isBoolean())) {
      throw invalid(name + " has a value that must be text, or a list of texts");
    }
    return nodes.stream().map(JsonNode::asText).toList();
  }

  private static void requireMembers(JsonNode node, Set<String> known, String name) {
    if (!node.isObject()) {
      throw invalid(name + " must be an object");
    }
    node.fieldNames()
        .forEachRemaining(
            member -> {
              if (!known.contains(member)) {
                throw invalid(name + " has the member " + member + ", which is not supported");
              }
            });
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException("The policy cannot be used: " + why);
  }
}
