/**
 * Checks of the host and of the database, each with advice on how to fix what is wrong. The command
 * {@code doctor} prints them, and a server makes them of itself. They block.
 */
package io.longshore.doctor;
