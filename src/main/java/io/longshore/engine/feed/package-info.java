/**
 * The changes of all jobs as they are committed: reads which events and which progress are new
 * since a position, in whatever order transactions commit.
 */
package io.longshore.engine.feed;
