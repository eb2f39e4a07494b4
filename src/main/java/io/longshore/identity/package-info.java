/** Authentication, authorization, audit and idempotency of calls. */
package io.longshore.identity;
