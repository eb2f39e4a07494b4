package io.longshore.operator.audit;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.LongshoreConfig;
import io.longshore.identity.audit.AuditSearchStore;
import io.longshore.identity.audit.AuditSearchStore.Filter;
import io.longshore.identity.audit.AuditSearchStore.Found;
import io.longshore.identity.audit.AuditSearchStore.Position;
import io.longshore.identity.audit.AuditVerifier;
import io.longshore.identity.audit.AuditVerifier.Findings;
import io.longshore.identity.key.ServerKeys;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.operator.OperatorLists;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Searches and verifies the audit log. Belongs to one event loop. */
public final class AuditOperations {

  private final Postgres postgres;
  private final LongshoreConfig config;
  private final InstantSource clock;
  private final AccountScope scope;
  private final AuditSearchStore events;
  private Future<Findings> verification = Future.failedFuture("None has begun");

  public AuditOperations(ServiceDependencies dependencies, AccountScope scope) {
    this.postgres = dependencies.postgres();
    this.config = dependencies.config();
    this.clock = dependencies.clock();
    this.scope = scope;
    this.events = new AuditSearchStore(postgres);
  }

  public Future<ServiceResponse> search(Call call) {
    Filter filter =
        new Filter(
            scope.of(call),
            parameter(call, "accessKeyId"),
            parameter(call, "operation"),
            parameter(call, "outcome"),
            parameter(call, "resource"),
            parameter(call, "requestId"),
            time(call, "after"),
            time(call, "before"));
    ListPage page = OperatorLists.PAGING.page(call, filter.toString());
    return events
        .find(filter, page.after().map(AuditOperations::position), page.limit())
        .map(found -> page.answer("Events", found, AuditOperations::shown, this::position));
  }

  private static Optional<String> parameter(Call call, String name) {
    return Optional.ofNullable(call.parameter(name));
  }

  private static Optional<Instant> time(Call call, String name) {
    try {
      return parameter(call, name).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException invalid) {
      throw OperatorError.VALIDATION.because(
          name + " must be a time like 2026-11-30T10:00:00Z, was '" + call.parameter(name) + "'");
    }
  }

  private String position(Found found) {
    Position position = found.position();
    return position.at() + " " + position.chain() + " " + position.seq();
  }

  private static Position position(String text) {
    String[] parts = text.split(" ");
    return new Position(
        Instant.parse(parts[0]), UUID.fromString(parts[1]), Long.parseLong(parts[2]));
  }

  private static JsonObject shown(Found found) {
    return new JsonObject()
        .put("EventId", found.position().chain() + "-" + found.position().seq())
        .put("Time", found.event().at().toString())
        .put("Account", found.event().account())
        .put("AccessKeyId", found.event().accessKey())
        .put("Operation", found.event().operation())
        .put("Resource", found.event().resource())
        .put("Source", found.event().source())
        .put("Outcome", found.event().outcome())
        .put("RequestId", found.event().requestId());
  }

  /**
   * Verifies the whole log, for operators only. A call during a verification gets its result, so
   * that one runs at a time, and a caller that has timed out can ask again.
   */
  public Future<ServiceResponse> verify(Call call) {
    if (!scope.isOperator(call.principal())) {
      return Future.failedFuture(
          OperatorError.ACCESS_DENIED.because(
              "The audit log is of all accounts, and account %s is not an operator. The setting operators.accounts lists operators"
                  .formatted(call.principal().account())));
    }
    if (verification.isComplete()) {
      verification =
          ServerKeys.of(config.auth(), postgres, new SecureRandom())
              .map(keys -> new AuditVerifier(postgres, keys, config.audit().keep()))
              .compose(verifier -> verifier.verify(clock.instant()));
    }
    return verification.map(AuditOperations::shown);
  }

  private static ServiceResponse shown(Findings findings) {
    return ServiceResponse.ok(
        new JsonObject()
            .put("Valid", findings.faults().isEmpty())
            .put("Chains", findings.chains())
            .put("Events", findings.events())
            .put("OpenChains", array(findings.open().stream()))
            .put("Faults", array(findings.faults().stream())));
  }

  private static JsonArray array(Stream<String> texts) {
    return texts.collect(JsonArray::new, JsonArray::add, JsonArray::addAll);
  }
}
