/**
 * Reading the rows of exports from other nodes than the primary: standbys, and nodes of Citus.
 * {@link io.longshore.store.read.ReadNodes} decides where a piece reads.
 */
package io.longshore.store.read;
