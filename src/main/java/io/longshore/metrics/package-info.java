/**
 * The Prometheus metrics of the engine, S3, jobs, quotas and event loops. Metric names begin with
 * {@code longshore_}.
 */
package io.longshore.metrics;
