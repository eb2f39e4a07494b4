/** The operations on targets of events and on deliveries. */
package io.longshore.operator.event;
