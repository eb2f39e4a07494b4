/**
 * The HTTP server of the API port: from a connection to the service's address on the event bus, and
 * back to the response's bytes. {@link io.longshore.edge.EdgeVerticle} names the steps in their
 * order.
 */
package io.longshore.edge;
