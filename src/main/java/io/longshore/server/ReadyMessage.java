package io.longshore.server;

import io.longshore.config.LongshoreConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The line that the log has once requests are answered: the addresses of the server and of the
 * services that it uses.
 *
 * @param http where the services are called
 * @param console where the console is, if it is served
 * @param management where health and metrics are read
 * @param age time since the start began
 */
record ReadyMessage(
    LongshoreConfig config,
    BackingServices backing,
    URI http,
    Optional<URI> console,
    URI management,
    Duration age) {

  @Override
  public String toString() {
    String database =
        config.database().isEmbedded()
            ? "embedded in " + config.data().dir()
            : config.database().url();
    String s3 =
        backing.embeddedS3().isPresent()
            ? "embedded in " + config.data().dir()
            : config.s3().endpoint().map(URI::toString).orElse("AWS");
    String pages = console.map(address -> " · console " + address).orElse("");
    return "Services %s · health and metrics %s%s · PostgreSQL %s · S3 %s · %d ms"
        .formatted(http, management, pages, database, s3, age.toMillis());
  }
}
