/** The console: its files, and the headers that browsers get with them. */
package io.longshore.console;
