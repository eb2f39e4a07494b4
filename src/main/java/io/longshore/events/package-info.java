/**
 * Events: tells configured targets of jobs that change their status, and of what happens to the
 * resources of services.
 */
package io.longshore.events;
