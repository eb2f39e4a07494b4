/**
 * Fenced outputs: every write of an object is recorded under the task's lease, so that a worker
 * that has lost the lease changes nothing.
 */
package io.longshore.engine.output;
