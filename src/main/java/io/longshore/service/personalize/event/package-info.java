/** Streamed records: events, items, users and actions, and event trackers. */
package io.longshore.service.personalize.event;
