/**
 * The filters between a routed request and its service: audit, rates, validation, authorization,
 * concurrency, idempotency and page tokens. {@link io.longshore.edge.dispatch.OperationDispatcher}
 * lists them in their order and sends the call over the event bus.
 */
package io.longshore.edge.dispatch;
