/**
 * For operators: the history of a job, its progress, why it waits, and the workers that run. The
 * events are written by the statements of {@code engine.transition}.
 */
package io.longshore.engine.history;
