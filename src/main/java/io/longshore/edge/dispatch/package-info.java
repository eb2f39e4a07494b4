/**
 * Everything between a routed request and its service: audit, admission, rates, validation,
 * authorization, idempotency, page tokens, and the event bus.
 */
package io.longshore.edge.dispatch;
