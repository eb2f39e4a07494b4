package io.longshore.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes a log event as one JSON object on a line. A named placeholder of the message ({@code
 * job={}}) is a field of that name, too, so that no tool has to parse the message.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};
  private static final Pattern PLACE = Pattern.compile("(?:\\b([A-Za-z][A-Za-z0-9]*)=)?\\{}");

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonObject line =
        new JsonObject()
            .put("time", event.getInstant().toString())
            .put("level", event.getLevel().toString())
            .put("logger", event.getLoggerName())
            .put("thread", event.getThreadName())
            .put("message", event.getFormattedMessage());
    String trace = event.getMDCPropertyMap().get(TraceMdc.TRACE);
    if (trace != null) {
      line.put(TraceMdc.TRACE, trace);
    }
    named(event, line);
    if (event.getThrowableProxy() != null) {
      line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void named(ILoggingEvent event, JsonObject line) {
    Object[] values = event.getArgumentArray();
    Matcher place = PLACE.matcher(event.getMessage() == null ? "" : event.getMessage());
    for (int nth = 0; values != null && nth < values.length && place.find(); nth++) {
      String name = place.group(1);
      if (name != null && !line.containsKey(name)) {
        Object value = values[nth];
        boolean plain = value instanceof Integer || value instanceof Long;
        line.put(name, plain ? value : String.valueOf(value));
      }
    }
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
