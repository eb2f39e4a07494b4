/** Reads jobs and tasks, and creates and cancels jobs for the services. */
package io.longshore.engine.store;
