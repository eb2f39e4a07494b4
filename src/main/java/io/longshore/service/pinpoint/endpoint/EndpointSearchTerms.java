package io.longshore.service.pinpoint.endpoint;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hash numbers of the values of an endpoint that segments search. An endpoint without a value's
 * number does not have the value; one with the number very likely has it, and its line is checked.
 * They are stored, so the hash must never change.
 */
public final class EndpointSearchTerms {

  /** The members of values. The letter is part of the hash. */
  public enum Kind {
    ATTRIBUTE('a'),
    USER_ATTRIBUTE('u'),
    COUNTRY('c'),
    CHANNEL('t'),
    DEMOGRAPHIC('d');

    /** The hash of the letter. */
    private final long basis;

    Kind(char letter) {
      this.basis = mixed(FNV_BASIS, String.valueOf(letter));
    }
  }

  /** The demographics that segments search. */
  public static final List<String> DEMOGRAPHICS =
      List.of("AppVersion", "Make", "Model", "Platform");

  private static final int MOST = 256;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final JsonObject NONE = new JsonObject();

  private EndpointSearchTerms() {}

  /** The number of a value. */
  public static int of(Kind kind, String name, String value) {
    long hash = mixed(mixed(kind.basis, name), value);
    return (int) (hash ^ hash >>> 32);
  }

  /** A 64-bit hash of texts in their order. */
  public static long hash(String... texts) {
    long hash = FNV_BASIS;
    for (String text : texts) {
      hash = mixed(hash, text);
    }
    return hash;
  }

  /** The numbers of an endpoint as an array literal of SQL, or null when they are too many. */
  static String literal(JsonObject endpoint) {
    Set<Integer> terms = new LinkedHashSet<>();
    lists(terms, Kind.ATTRIBUTE, endpoint.getJsonObject("Attributes", NONE));
    JsonObject user = endpoint.getJsonObject("User", NONE);
    lists(terms, Kind.USER_ATTRIBUTE, user.getJsonObject("UserAttributes", NONE));
    one(terms, Kind.COUNTRY, "", endpoint.getJsonObject("Location", NONE).getString("Country"));
    one(terms, Kind.CHANNEL, "", endpoint.getString("ChannelType"));
    JsonObject demographic = endpoint.getJsonObject("Demographic", NONE);
    DEMOGRAPHICS.forEach(n -> one(terms, Kind.DEMOGRAPHIC, n, demographic.getString(n)));
    if (terms.size() > MOST) {
      return null;
    }
    StringBuilder literal = new StringBuilder("{");
    for (int term : terms) {
      literal.append(literal.length() == 1 ? "" : ",").append(term);
    }
    return literal.append('}').toString();
  }

  private static void lists(Set<Integer> terms, Kind kind, JsonObject attributes) {
    for (Map.Entry<String, Object> attribute : attributes) {
      for (Object value : (JsonArray) attribute.getValue()) {
        terms.add(of(kind, attribute.getKey(), (String) value));
      }
    }
  }

  private static void one(Set<Integer> terms, Kind kind, String name, String value) {
    if (value != null) {
      terms.add(of(kind, name, value));
    }
  }

  /** FNV-1a over the text's UTF-16 units and an end mark. */
  private static long mixed(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
    }
    return (mixed ^ 0x10000) * FNV_PRIME;
  }
}
