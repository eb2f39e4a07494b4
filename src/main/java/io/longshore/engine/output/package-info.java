/**
 * Fenced writes of objects: every write names the lease, so that a worker that lost it changes
 * nothing.
 */
package io.longshore.engine.output;
