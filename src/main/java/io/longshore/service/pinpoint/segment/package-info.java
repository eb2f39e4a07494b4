/** Segments: their rules, and the SQL conditions that evaluate them. */
package io.longshore.service.pinpoint.segment;
