package io.longshore.operator.test;

import io.longshore.operator.OperatorError;
import io.longshore.operator.seed.LoopbackCalls;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.http.HttpClient;

/** Makes the requests of accounts to this server. For one context. */
final class LoopbackClient {

  private final ServiceDependencies dependencies;
  private final TestCallControls controls;
  private HttpClient client;

  LoopbackClient(ServiceDependencies dependencies, TestCallControls controls) {
    this.dependencies = dependencies;
    this.controls = controls;
  }

  /**
   * The calls of an account in a region.
   *
   * @throws io.longshore.api.ApiError if the server does not know the secrets of accounts
   */
  LoopbackCalls of(String account, String region) {
    if (!dependencies.config().auth().usesTestKeys()) {
      throw OperatorError.CONFLICT.because(
          "This operation calls the services in the name of the account, and needs the test keys for it: remove auth.keys_FILE and auth.masterKey");
    }
    if (client == null) {
      client = LoopbackCalls.client(dependencies.vertx(), controls.server());
    }
    return new LoopbackCalls(client, controls.server(), account, region, dependencies.clock());
  }
}
