/** The tables {@code job} and {@code task}: creating, reading and moving jobs and tasks. */
package io.longshore.engine.store;
