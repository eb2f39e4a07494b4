package io.longshore.service.cleanroomsml.configured;

import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses policies. Refuses what this server cannot decide instead of ignoring it: principals are
 * accounts, not users or roles, and the only condition is on the collaboration.
 */
final class AccessPolicyParser {

  private static final Set<String> MEMBERS =
      Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");
  private static final Pattern ACCOUNT =
      Pattern.compile("([0-9]{12})|arn:aws:iam::([0-9]{12}):root");
  private static final String COLLABORATION = "cleanrooms-ml:CollaborationId";
  private static final int MOST_STARS = 5;

  private AccessPolicyParser() {}

  /** The policy of that text; fails with what is wrong with it. */
  static AccessPolicy checked(String text) {
    JsonObject policy;
    try {
      policy = new JsonObject(text);
    } catch (DecodeException malformed) {
      throw invalid("must be a JSON object");
    }
    try {
      return read(policy);
    } catch (ClassCastException mistyped) {
      throw invalid("has a member of the wrong type");
    }
  }

  static AccessPolicy read(JsonObject policy) {
    List<AccessPolicyStatement> statements = new ArrayList<>();
    for (Object each : list(policy.getValue("Statement"))) {
      statements.add(statement((JsonObject) each));
    }
    if (statements.isEmpty()) {
      throw invalid("needs a Statement");
    }
    return new AccessPolicy(statements);
  }

  private static AccessPolicyStatement statement(JsonObject statement) {
    Set<String> unknown = new HashSet<>(statement.fieldNames());
    unknown.removeAll(MEMBERS);
    if (!unknown.isEmpty()) {
      throw invalid("has " + unknown + ", which is not supported here: use " + MEMBERS);
    }
    String effect = statement.getString("Effect", "");
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw invalid("needs an Effect, Allow or Deny, in each Statement");
    }
    return new AccessPolicyStatement(
        effect.equals("Allow"),
        accounts(statement.getValue("Principal")),
        texts(statement, "Action"),
        texts(statement, "Resource"),
        collaborations(statement.getJsonObject("Condition")));
  }

  private static List<String> accounts(Object principal) {
    if ("*".equals(principal)) {
      return List.of("*");
    }
    if (!(principal instanceof JsonObject named) || !named.fieldNames().equals(Set.of("AWS"))) {
      throw invalid("needs a Principal in each Statement: \"*\" or {\"AWS\": [accounts]}");
    }
    return texts(named, "AWS").stream().map(AccessPolicyParser::account).toList();
  }

  private static String account(String principal) {
    Matcher account = ACCOUNT.matcher(principal);
    if (principal.equals("*")) {
      return principal;
    }
    if (!account.matches()) {
      throw invalid(
          "names the principal '%s': users and roles are not told apart here, so name accounts,"
                  .formatted(principal)
              + " as 12 digits or arn:aws:iam::<12 digits>:root");
    }
    return account.group(1) == null ? account.group(2) : account.group(1);
  }

  private static Optional<List<String>> collaborations(JsonObject condition) {
    if (condition == null || condition.isEmpty()) {
      return Optional.empty();
    }
    JsonObject equal = condition.getJsonObject("StringEquals", new JsonObject());
    if (condition.size() != 1 || !equal.fieldNames().equals(Set.of(COLLABORATION))) {
      throw invalid("may have no Condition but StringEquals of " + COLLABORATION);
    }
    return Optional.of(texts(equal, COLLABORATION));
  }

  /** A text or an array of texts, as a list. */
  private static List<String> texts(JsonObject statement, String member) {
    List<String> texts = list(statement.getValue(member)).stream().map(String.class::cast).toList();
    if (texts.isEmpty()) {
      throw invalid("needs " + member + " in each Statement");
    }
    for (String text : texts) {
      if (text.chars().filter(c -> c == '*').count() > MOST_STARS) {
        throw invalid("has more than " + MOST_STARS + " stars in one " + member);
      }
    }
    return texts;
  }

  private static List<?> list(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof JsonArray array ? array.stream().toList() : List.of(value);
  }

  private static RuntimeException invalid(String why) {
    return CleanRoomsMlError.VALIDATION.because("configuredAudienceModelPolicy " + why);
  }
}
