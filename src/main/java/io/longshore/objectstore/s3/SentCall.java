package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectStoreError;
import io.longshore.trace.ActiveSpan;
import io.longshore.trace.TraceSpan;
import io.longshore.trace.TraceSpan.Kind;
import java.util.Locale;

/**
 * A call that was sent: its time and its span end with the answer.
 *
 * @param start by {@code System.nanoTime()}
 */
record SentCall(S3Call call, long start, TraceSpan span) {

  static SentCall now(S3Call call) {
    TraceSpan active = ActiveSpan.current();
    TraceSpan span =
        active.isRecording()
            ? active
                .child("S3 " + call.operation(), Kind.CLIENT)
                .set("aws.s3.bucket", call.bucket())
                .set("aws.s3.key", call.key().orElse(""))
            : TraceSpan.NONE;
    return new SentCall(call, System.nanoTime(), span);
  }

  void answered(S3Meter meter, String outcome) {
    meter.answered(call.operation(), outcome, System.nanoTime() - start);
    span.set("longshore.outcome", outcome).end();
  }

  void failed(S3Meter meter, ObjectStoreError error) {
    String outcome = error.kind().name().toLowerCase(Locale.ROOT);
    span.fail(outcome, String.valueOf(error.getMessage()));
    answered(meter, outcome);
  }
}
