/** The traces by OpenTelemetry's SDK, exported by OTLP over HTTP. Used only if it is configured. */
package io.longshore.trace.otlp;
