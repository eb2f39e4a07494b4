/** Transitions of several jobs in one statement, and the locks of jobs that they need. */
package io.longshore.engine.batch;
