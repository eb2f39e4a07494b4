/**
 * Live changes of jobs: streams of server-sent events, and waiting for the next change of a job.
 * One {@link io.longshore.operator.stream.ChangeFeed} in the process looks at the database for all
 * of them.
 */
package io.longshore.operator.stream;
