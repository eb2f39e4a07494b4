package io.longshore.server;

import io.longshore.api.CallControls;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.fate.JobFates;
import io.longshore.operator.test.TestCallControls;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.SplittableRandom;

/** What tests do to jobs and to calls; nothing where test controls are off. */
record TestControls(JobFates fates, CallControls calls) {

  static TestControls of(
      Vertx vertx,
      LongshoreConfig config,
      Postgres postgres,
      StartupDeadline deadline,
      CloseStack closeStack) {
    if (config.testControlsRefusal().isPresent()) {
      return new TestControls(JobFates.OFF, CallControls.NONE);
    }
    TestCallControls calls = new TestCallControls(vertx, postgres, new SplittableRandom());
    deadline.await("Test controls", calls::start);
    closeStack.add("Test controls", calls::close);
    return new TestControls(JobFates.on(postgres), calls);
  }

  /** Tells where the server listens. */
  void listening(URI http) {
    if (calls instanceof TestCallControls own) {
      own.listening(http);
    }
  }
}
