/**
 * The state machine: the named transitions of jobs, tasks and outputs, and the stores with the
 * statements that perform them. Only these statements change a state or a phase.
 *
 * <p>{@link JobTransition}, {@link TaskTransition} and {@link OutputTransition} say from which
 * states to which state, and who may do it. {@link Performs} on a statement names its transitions;
 * an architecture test compares both with the SQL.
 */
package io.longshore.engine.transition;
