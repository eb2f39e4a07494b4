/**
 * Bounded asynchronous control flow for {@link io.vertx.core.Future}s: sequential loop, parallel
 * map, retry, semaphore, interruption, and the bridge to blocking code. Every loop over rows,
 * objects, pages or bytes uses it.
 */
package io.longshore.async;
