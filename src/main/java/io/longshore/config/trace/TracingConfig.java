package io.longshore.config.trace;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Export of traces.
 *
 * @param endpoint the base URL of a receiver of OTLP over HTTP, to which {@code /v1/traces} is
 *     added; without it nothing is traced
 * @param sampling the share of new traces that are exported, from 0 to 1; a call that brings a
 *     {@code traceparent} brings the decision with it
 * @param service the name of this service in traces
 */
public record TracingConfig(Optional<URI> endpoint, double sampling, String service) {

  /** The standard variable, which counts if the setting is absent. */
  public static final String STANDARD_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";

  public static final String ENDPOINT = "tracing.endpoint";

  private static final Set<String> SCHEMES = Set.of("http", "https");

  public TracingConfig {
    if (sampling < 0 || sampling > 1) {
      throw new IllegalArgumentException("tracing.sampling must be from 0 to 1, was " + sampling);
    }
    if (service.isBlank()) {
      throw new IllegalArgumentException("tracing.service must not be blank");
    }
    endpoint.ifPresent(TracingConfig::requireReceiver);
  }

  private static void requireReceiver(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "tracing.endpoint must be an http or https URL without user, query and fragment");
    }
  }

  public static TracingConfig defaults() {
    return new TracingConfig(Optional.empty(), 1, "longshore");
  }
}
