/**
 * Bounded asynchronous control flow for {@link io.vertx.core.Future}s: parallel map, sequential
 * loop, semaphore, and the bridge to blocking code. No chain of futures grows with the data.
 */
package io.longshore.async;
