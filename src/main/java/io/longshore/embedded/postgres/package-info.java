/** The embedded PostgreSQL: unpacks its binaries, starts, supervises and stops it. */
package io.longshore.embedded.postgres;
