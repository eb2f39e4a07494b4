/**
 * What happens when an attempt fails: its reason, the backoff before the next one, and the failure
 * of the job.
 */
package io.longshore.engine.failure;
