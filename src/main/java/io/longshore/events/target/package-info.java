/**
 * What every target of events has in common: the event that it is sent, in the formats of
 * EventBridge and CloudEvents, and what became of a try.
 */
package io.longshore.events.target;
