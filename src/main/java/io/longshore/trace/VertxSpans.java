package io.longshore.trace;

import io.longshore.trace.TraceSpan.Kind;
import io.vertx.core.Context;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connects Vert.x with traces: each SQL statement of a traced context is a span, and messages of
 * the event bus carry the span of their sender. A hop over the bus is no span of its own. HTTP is
 * left alone, because its spans would have the query, in which presigned requests are signed.
 */
public final class VertxSpans implements VertxTracer<TraceSpan, TraceSpan> {

  private static final String TRACEPARENT = "traceparent";
  private static final String SQL_TEXT = "db.query.text";
  private static final int LONGEST_TEXT = 1_000;
  private static final Pattern CHANGE =
      Pattern.compile(
          "\\b(insert(?= into)|(?<!for |key )update|delete(?= from))(?: into| from)?\\s+([a-z_]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FROM =
      Pattern.compile("\\bfrom\\s+([a-z_]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SQLSTATE = Pattern.compile("\\(([0-9A-Z]{5})\\)$");

  private final Tracing tracing;

  public VertxSpans(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  public <R> TraceSpan receiveRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Map.Entry<String, String>> headers,
      TagExtractor<R> tags) {
    if (request instanceof Message<?> message) {
      String parent = message.headers().get(TRACEPARENT);
      if (parent != null) {
        ActiveSpan.put(context, tracing.remote(parent));
      }
    }
    return null;
  }

  @Override
  public <R> TraceSpan sendRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tags) {
    TraceSpan active = ActiveSpan.of(context);
    if (request instanceof Message<?>) {
      active.traceparent().ifPresent(parent -> headers.accept(TRACEPARENT, parent));
      return null;
    }
    String sql = active.isRecording() ? tags.extract(request).get(SQL_TEXT) : null;
    return sql == null ? null : statement(active, sql);
  }

  /** The text has placeholders instead of values. */
  private static TraceSpan statement(TraceSpan active, String sql) {
    String text = sql.length() > LONGEST_TEXT ? sql.substring(0, LONGEST_TEXT) : sql;
    return active
        .child(name(sql), Kind.CLIENT)
        .set("db.system.name", "postgresql")
        .set(SQL_TEXT, text);
  }

  /** What the statement changes, or else what it reads first, for example {@code UPDATE task}. */
  static String name(String sql) {
    Matcher change = CHANGE.matcher(sql);
    if (change.find()) {
      return change.group(1).toUpperCase(Locale.ROOT) + " " + change.group(2);
    }
    Matcher from = FROM.matcher(sql);
    return from.find() ? "SELECT " + from.group(1) : "SQL";
  }

  @Override
  public <R> void receiveResponse(
      Context context, R response, TraceSpan span, Throwable failure, TagExtractor<R> tags) {
    if (span == null) {
      return;
    }
    if (failure != null) {
      span.fail(type(failure), "");
    }
    span.end();
  }

  /** The SQLSTATE, or the class of a failure without one. Messages of PostgreSQL quote values. */
  private static String type(Throwable failure) {
    Matcher state = SQLSTATE.matcher(String.valueOf(failure.getMessage()));
    return state.find() ? state.group(1) : failure.getClass().getSimpleName();
  }
}
