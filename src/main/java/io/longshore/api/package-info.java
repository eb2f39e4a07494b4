/**
 * The types that the edge and the services share: calls, responses, errors, and the interfaces of
 * audit and health checks. Uses no other package.
 */
package io.longshore.api;
