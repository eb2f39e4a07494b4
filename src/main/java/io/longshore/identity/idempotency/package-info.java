/**
 * Makes repeated creates idempotent: remembers answers by invocation id and rejects signatures that
 * were used before.
 */
package io.longshore.identity.idempotency;
