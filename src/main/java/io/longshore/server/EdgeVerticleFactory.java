package io.longshore.server;

import io.longshore.Version;
import io.longshore.api.AuditSink;
import io.longshore.api.CallControls;
import io.longshore.config.AuditConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.console.ConsoleFacts;
import io.longshore.console.ConsolePages;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.LocalStackFront;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.http.S3ReverseProxy;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.management.Readiness;
import io.longshore.edge.management.Readiness.Life;
import io.longshore.identity.PageTokenCipher;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.audit.AuditQueue;
import io.longshore.identity.audit.AuditVerticle;
import io.longshore.identity.idempotency.DatabaseIdempotency;
import io.longshore.identity.idempotency.DatabaseUsedSignatures;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.SecretResponses;
import io.longshore.identity.idempotency.UsedSignatures;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.key.SealedText;
import io.longshore.identity.key.ServerKeys;
import io.longshore.identity.session.SessionTokens;
import io.longshore.identity.session.SessionVerifier;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.longshore.trace.Tracing;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Creates the edge's verticles, one for each event loop, and what they share. */
final class EdgeVerticleFactory implements Supplier<EdgeVerticle> {

  private final LongshoreConfig config;
  private final TestSeams seams;
  private final CallControls controls;
  private final KeySource keys;
  private final Idempotency replays;
  private final UsedSignatures signatures;
  private final PageTokenCipher pages;
  private final SessionVerifier sessions;
  private final Optional<AuditQueue> audit;
  private final Supplier<AuditVerticle> auditor;
  private final List<ServiceEndpoint> served;
  private final HttpMetrics meters;
  private final Readiness readiness;
  private final Tracing tracing;
  private final Set<String> signingNames;
  private final Optional<Handler<HttpServerRequest>> s3;
  private final List<EdgeVerticle> made = new CopyOnWriteArrayList<>();

  EdgeVerticleFactory(
      ServerRuntime runtime,
      LongshoreConfig config,
      TestSeams seams,
      BackingServices backing,
      ServiceDependencies dependencies,
      List<ServiceEndpoint> served,
      Readiness readiness,
      StartupDeadline deadline) {
    Vertx vertx = runtime.vertx();
    Postgres postgres = dependencies.postgres();
    this.controls = dependencies.controls();
    this.config = config;
    this.seams = seams;
    this.keys = backing.keys();
    this.signatures =
        config.auth().refuseReplays()
            ? new DatabaseUsedSignatures(postgres, System::nanoTime)
            : UsedSignatures.any();
    SecureRandom random = new SecureRandom();
    ServerKeys shared =
        deadline.await(
            "The server's shared key", () -> ServerKeys.of(config.auth(), postgres, random));
    this.replays =
        new DatabaseIdempotency(
            vertx,
            postgres,
            new SecretResponses(new SealedText(shared, "stored responses", random)),
            config.http().callTimeout(),
            System::nanoTime);
    this.pages = new PageTokenCipher(shared, seams.clock(), random);
    this.sessions =
        new SessionVerifier(new SessionTokens(shared, seams.clock(), random), keys, seams.clock());
    this.audit = queue(config.audit());
    this.auditor =
        () ->
            new AuditVerticle(audit.orElseThrow(), postgres, config.audit(), shared, seams.clock());
    this.served = served;
    this.meters = runtime.meters();
    this.readiness = readiness;
    this.tracing = runtime.tracing();
    this.signingNames =
        served.stream().map(ServiceEndpoint::signingName).collect(Collectors.toUnmodifiableSet());
    this.s3 = backing.embeddedS3().map(own -> new S3ReverseProxy(vertx, own.endpoint()));
  }

  private static Optional<AuditQueue> queue(AuditConfig config) {
    return config.calls().equals("none")
        ? Optional.empty()
        : Optional.of(new AuditQueue(config.calls().equals("all")));
  }

  /**
   * Creates the verticle that writes the audit log; deploy it before the edge and stop it after.
   */
  Optional<Supplier<AuditVerticle>> auditor() {
    return audit.map(queue -> auditor);
  }

  @Override
  public EdgeVerticle get() {
    EdgeVerticle edge =
        new EdgeVerticle(
            config.http(),
            security(),
            served,
            meters,
            seams.clock(),
            s3,
            readiness,
            new LocalStackFront(controls, () -> readiness.life() == Life.SERVING),
            tracing);
    made.add(edge);
    return edge;
  }

  /** Creates the verticle of the console's port: its pages, and the same services without S3. */
  EdgeVerticle console(Vertx vertx) {
    ConsolePages console = new ConsolePages(vertx, ConsoleFacts.of(config, Version.number()));
    return new EdgeVerticle(
        config.console().listener(config.http()),
        security(),
        served,
        meters,
        seams.clock(),
        Optional.empty(),
        readiness,
        console,
        tracing);
  }

  /** Each verticle has its own verifier, with its own cache of signing keys. */
  private SecurityServices security() {
    SigV4Verifier verifier = new SigV4Verifier(keys, config.auth(), signingNames, seams.clock());
    return new SecurityServices(
        verifier,
        Optional.of(sessions),
        replays,
        signatures,
        pages,
        audit.<AuditSink>map(q -> q).orElse(AuditSink.NONE),
        controls);
  }

  /** The port that all of them share, once they are deployed. */
  int port() {
    return made.get(0).port();
  }
}
