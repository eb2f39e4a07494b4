package io.longshore.server;

import io.longshore.api.CallControls;
import io.longshore.config.LongshoreConfig;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.engine.fate.JobFates;
import io.longshore.operator.OperatorVerticle;
import io.longshore.operator.test.ServedOperations;
import io.longshore.operator.test.TestCallControls;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.Operation;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

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

  /** Tells which calls there can be: those of the services, not those of the operator API. */
  void serving(List<ServiceEndpoint> endpoints) {
    if (calls instanceof TestCallControls own) {
      own.serving(
          new ServedOperations(
              endpoints.stream()
                  .filter(endpoint -> !endpoint.profile().equals(OperatorVerticle.PROFILE))
                  .map(TestControls::service)
                  .toList()));
    }
  }

  private static ServedOperations.Service service(ServiceEndpoint endpoint) {
    return new ServedOperations.Service(
        endpoint.profile().name(),
        endpoint.signingName(),
        endpoint.contract().operations().stream()
            .map(Operation::getOperationId)
            .collect(Collectors.toSet()));
  }

  /** Tells where the server listens. */
  void listening(URI http) {
    if (calls instanceof TestCallControls own) {
      own.listening(http);
    }
  }
}
