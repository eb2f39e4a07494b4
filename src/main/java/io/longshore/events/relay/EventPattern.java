package io.longshore.events.relay;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * An event pattern of EventBridge, matched by AWS's own matcher. Belongs to one event loop. The
 * matcher's classes are loaded with the first pattern.
 */
public final class EventPattern {

  private static final String RULE = "pattern";

  private final Optional<Machine> machine;

  private EventPattern(Optional<Machine> machine) {
    this.machine = machine;
  }

  /**
   * Compiles a pattern; empty matches every event.
   *
   * @throws IllegalArgumentException if it is not valid, with a message that says why
   */
  public static EventPattern of(Optional<String> json) {
    return new EventPattern(json.map(EventPattern::compiled));
  }

  private static Machine compiled(String json) {
    String wrong = JsonRuleCompiler.check(json);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong.lines().findFirst().orElse("it is not valid"));
    }
    Machine machine = Machine.builder().build();
    try {
      machine.addRule(RULE, json);
    } catch (IOException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
    return machine;
  }

  /**
   * Whether the pattern matches.
   *
   * @param envelope the event in the envelope of EventBridge
   */
  boolean matches(JsonObject envelope) {
    return machine.isEmpty() || matches(machine.get(), envelope.encode());
  }

  private static boolean matches(Machine machine, String envelope) {
    try {
      return !machine.rulesForJSONEvent(envelope).isEmpty();
    } catch (Exception unreadable) { // declared by the matcher; an envelope is always an object
      throw new IllegalStateException(unreadable);
    }
  }
}
