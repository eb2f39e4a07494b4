package io.longshore.server;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.RoleConfig;
import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.objectstore.RoleObjectStores.Grant;
import io.longshore.objectstore.s3.ExpectedBucketOwner;
import io.longshore.objectstore.s3.S3Meter;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the clients of the configured S3 and of the S3s of roles; equal ones share a client. */
final class ObjectStoreFactory {

  private static final Logger log = LoggerFactory.getLogger(ObjectStoreFactory.class);

  private record Client(S3Config s3, Optional<ExpectedBucketOwner> owner) {}

  private final Vertx vertx;
  private final LongshoreConfig config;
  private final BackingServices backing;
  private final CloseStack closeStack;
  private final S3Meter meter;
  private final Supplier<URI> http;
  private final Map<Client, S3ObjectStore> clients = new HashMap<>();

  /**
   * @param http the address of this server, once it listens
   */
  ObjectStoreFactory(
      Vertx vertx,
      LongshoreConfig config,
      BackingServices backing,
      CloseStack closeStack,
      S3Meter meter,
      Supplier<URI> http) {
    this.vertx = vertx;
    this.config = config;
    this.backing = backing;
    this.closeStack = closeStack;
    this.meter = meter;
    this.http = http;
  }

  ObjectStores open() {
    S3ObjectStore own = client(new Client(backing.s3(), Optional.empty()));
    Map<String, Grant> grants = new HashMap<>();
    config.roles().roles().forEach((name, role) -> grants.put(name, grant(role)));
    boolean embedded = backing.embeddedS3().isPresent();
    String assets = config.assets().bucket();
    return new RoleObjectStores(
        own, assets, grants, embedded, embedded ? own::ownedBy : owner -> own);
  }

  private Grant grant(RoleConfig role) {
    Optional<ExpectedBucketOwner> owner =
        role.bucketOwner()
            .map(account -> new ExpectedBucketOwner(account, config.assets().bucket()));
    S3Config s3 = role.on(backing.s3());
    return new Grant(
        client(new Client(s3, owner)),
        role.allowed(),
        s3.equals(backing.s3()),
        role.sse(),
        role.export());
  }

  private S3ObjectStore client(Client client) {
    return clients.computeIfAbsent(client, this::opened);
  }

  private S3ObjectStore opened(Client client) {
    boolean isDefault = client.s3().equals(backing.s3());
    boolean embedded = isDefault && backing.embeddedS3().isPresent();
    // The embedded S3 is reached through the HTTP port, which is open before a URL is created.
    Supplier<Optional<URI>> reached =
        () ->
            (isDefault ? config.assets().publicUrl() : Optional.<URI>empty())
                .or(
                    () ->
                        embedded
                            ? Optional.of(CallableAddress.of(http.get()))
                            : client.s3().endpoint());
    if (embedded && config.assets().publicUrl().isEmpty()) {
      warnOfWildcard();
    }
    Duration bound = config.worker().s3Timeout();
    S3Timeouts timeouts = new S3Timeouts(bound, bound, bound);
    return closeStack.add(
        "S3 client",
        new S3ObjectStore(vertx, client.s3(), timeouts, !embedded, reached, meter, client.owner()));
  }

  private void warnOfWildcard() {
    String host = config.http().host();
    if (CallableAddress.isWildcard(host)) {
      log.warn(
          "http.host {} is no address to call, so signed URLs name one of this machine's: set"
              + " assets.publicUrl to where their holders reach this server",
          host);
    }
  }
}
