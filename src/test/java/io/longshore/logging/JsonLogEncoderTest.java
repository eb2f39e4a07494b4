package io.longshore.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JsonLogEncoderTest {

  private final Logger logger = logger(new LogbackMDCAdapter());

  private static Logger logger(LogbackMDCAdapter diagnostics) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(diagnostics);
    return context.getLogger("io.longshore.engine.worker.Attempt");
  }

  @Test
  void named_placeholders_of_a_message_become_fields() {
    JsonObject line =
        line("job={} account={} task={} ended={}, {}", null, "j", "a", 3, "DONE", "x");

    assertThat(line.getString("message")).isEqualTo("job=j account=a task=3 ended=DONE, x");
    assertThat(line.getString("job")).isEqualTo("j");
    assertThat(line.getString("account")).isEqualTo("a");
    assertThat(line.getInteger("task")).isEqualTo(3);
    assertThat(line.getString("ended")).isEqualTo("DONE");
    assertThat(line.getString("level")).isEqualTo("WARN");
    assertThat(line.getString("logger")).isEqualTo("io.longshore.engine.worker.Attempt");
    assertThat(line.getString("time")).endsWith("Z");
  }

  @Test
  void every_message_is_one_line_of_valid_json() {
    JsonObject line = line("path={} {}", new IllegalStateException("two\nlines"), "a\n\"b\"", null);

    assertThat(line.getString("path")).isEqualTo("a\n\"b\"");
    assertThat(line.getString("stack")).contains("two\nlines", "JsonLogEncoderTest");
  }

  @Test
  void fields_of_the_encoder_are_not_overwritten() {
    assertThat(line("level={} time={}", null, "loud", "now").getString("level")).isEqualTo("WARN");
  }

  @Test
  void a_line_of_traced_code_has_the_id_of_its_trace() {
    Logger traced = logger(new TraceMdc(() -> Optional.of("4bf92f35")));

    assertThat(line(traced, "job={}", null, "j").getString("trace")).isEqualTo("4bf92f35");
    assertThat(line("job={}", null, "j").containsKey("trace")).isFalse();
  }

  @Test
  void a_level_can_be_changed_at_run_time_to_a_valid_level_only() {
    assertThat(LogLevels.change("io.longshore.some", "debug")).isTrue();
    assertThat(LoggerFactory.getLogger("io.longshore.some").isDebugEnabled()).isTrue();
    assertThat(LogLevels.change("io.longshore.some", "loud")).isFalse();
    assertThat(LoggerFactory.getLogger("io.longshore.some").isDebugEnabled()).isTrue();
    assertThat(LogLevels.change("io.longshore.some", "off")).isTrue();
  }

  private JsonObject line(String message, Throwable failure, Object... values) {
    return line(logger, message, failure, values);
  }

  private static JsonObject line(Logger by, String message, Throwable failure, Object... values) {
    LoggingEvent event = new LoggingEvent("here", by, Level.WARN, message, failure, values);
    String text = new String(new JsonLogEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n").hasLineCount(1);
    return new JsonObject(text);
  }
}
