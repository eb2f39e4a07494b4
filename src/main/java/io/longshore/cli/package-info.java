/**
 * The commands and their options: parses the command line, calls the server or the admin classes,
 * and prints the result. Classes here may block.
 */
package io.longshore.cli;
