/**
 * Distributed traces: spans, and which span the code on a Vert.x context belongs to. Without an
 * exporter all of it does nothing, and no class of OpenTelemetry is loaded.
 */
package io.longshore.trace;
