/** The server's process: its jar, its start archive, its log and its end. */
package io.longshore.junit.process;
