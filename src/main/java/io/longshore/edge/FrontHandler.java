package io.longshore.edge;

import io.vertx.core.http.HttpServerRequest;

/**
 * Responds to those requests of a listener that are not for a service, before they are looked at.
 */
public interface FrontHandler {

  /** Leaves every request to the services. */
  FrontHandler NONE = request -> false;

  /**
   * Responds to the request, now or later; or returns false, and the request goes to the services.
   * Never throws.
   */
  boolean handle(HttpServerRequest request);

  /** The negative port by which the listeners of one deployment share a free one. */
  default int freePort() {
    return -1;
  }
}
