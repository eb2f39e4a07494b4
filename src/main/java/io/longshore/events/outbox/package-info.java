/**
 * What services tell of: events that are not changes of a job, written in the transaction of what
 * has happened, and further events of jobs that end.
 */
package io.longshore.events.outbox;
