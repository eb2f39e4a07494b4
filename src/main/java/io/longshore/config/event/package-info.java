/** The targets of events, and how long deliveries are tried and kept. */
package io.longshore.config.event;
