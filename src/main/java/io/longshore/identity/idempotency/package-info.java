/**
 * Makes retries of creating calls idempotent: stores responses by invocation id and refuses
 * signatures that were used before.
 */
package io.longshore.identity.idempotency;
