package io.longshore.edge;

import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import io.longshore.edge.dispatch.AdmissionLimits;
import io.longshore.edge.dispatch.AuthorizationFilter;
import io.longshore.edge.dispatch.ConcurrencyLimiter;
import io.longshore.edge.dispatch.RateLimiter;
import io.longshore.edge.dispatch.ThrottleReason;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.routing.ContractLoader;
import io.longshore.edge.routing.PathTemplates;
import io.longshore.edge.routing.UnsupportedOperations;
import io.longshore.edge.validation.RequestValidator;
import io.longshore.edge.validation.SchemaCompiler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A service at the edge: its contract, loaded and compiled once for all event loops. */
public final class ServiceEndpoint {

  private final ServiceProfile profile;
  private final OpenAPIContract contract;
  private final Map<String, RequestValidator> validators;
  private final Map<String, AuthorizationFilter> permissions;
  private final PathTemplates paths;
  private final UnsupportedOperations unserved;
  private final ConcurrencyLimiter turnstile;
  private final AdmissionLimits admission;

  private ServiceEndpoint(
      ServiceProfile profile, OpenAPIContract contract, AdmissionLimits admission) {
    SchemaCompiler compiler = new SchemaCompiler(contract.getRawContract());
    this.profile = profile;
    this.contract = contract;
    this.validators =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new RequestValidator(o, compiler, profile.errors().invalid())));
    this.permissions =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new AuthorizationFilter(profile, o.getOperationId(), o.getOpenAPIPath())));
    this.paths =
        profile.protocol() == Protocol.REST_JSON
            ? PathTemplates.of(contract)
            : PathTemplates.root();
    this.unserved = UnsupportedOperations.of(contract.getRawContract());
    this.turnstile = new ConcurrencyLimiter(admission.callsInFlight());
    this.admission = admission;
  }

  /**
   * Compiles the profile's contract. Fails when an operation of the contract is not among the
   * served ones, or the contract has what cannot be checked.
   *
   * @param operations the operationIds that the service answers on the bus
   */
  public static Future<ServiceEndpoint> of(
      ContractLoader contracts,
      ServiceProfile profile,
      Set<String> operations,
      AdmissionLimits admission) {
    return contracts
        .of(profile)
        .map(
            contract -> {
              requireServed(contract, operations, profile.contract());
              ServiceEndpoint service = new ServiceEndpoint(profile, contract, admission);
              admission
                  .meters()
                  .callsInFlight(
                      profile.name(), service.turnstile::inside, admission.callsInFlight());
              return service;
            });
  }

  /** Like the other one, for one that is read now. */
  public static Future<ServiceEndpoint> load(
      Vertx vertx, ServiceProfile profile, Set<String> operations, AdmissionLimits admission) {
    return of(ContractLoader.begin(vertx, List.of(profile)), profile, operations, admission);
  }

  private static void requireServed(OpenAPIContract contract, Set<String> operations, String name) {
    Set<String> unserved = new TreeSet<>();
    contract.operations().forEach(operation -> unserved.add(operation.getOperationId()));
    unserved.removeAll(operations);
    if (!unserved.isEmpty()) {
      throw new IllegalStateException(name + " has operations that nobody serves: " + unserved);
    }
  }

  /** Like the other one, without rates. */
  public static Future<ServiceEndpoint> load(
      Vertx vertx,
      ServiceProfile profile,
      Set<String> operations,
      int callsInFlight,
      HttpMetrics meters) {
    AdmissionLimits admission = new AdmissionLimits(callsInFlight, RateLimiter.unlimited(), meters);
    return load(vertx, profile, operations, admission);
  }

  /** The service's name in the SigV4 credential scope. */
  public String signingName() {
    return profile.signingName();
  }

  public ServiceProfile profile() {
    return profile;
  }

  public OpenAPIContract contract() {
    return contract;
  }

  public RequestValidator validator(String operationId) {
    return validators.get(operationId);
  }

  public AuthorizationFilter permission(String operationId) {
    return permissions.get(operationId);
  }

  public PathTemplates paths() {
    return paths;
  }

  public UnsupportedOperations unserved() {
    return unserved;
  }

  /** 0 when a call of that account is let in; else the nanoseconds after which one would be. */
  public long take(String account, String operationId) {
    return admission.rates().take(account, operationId);
  }

  /** Notes a call that was let in by nobody, and why. */
  public void refused(ThrottleReason overload) {
    admission.meters().throttled(profile.name(), overload);
  }

  public ConcurrencyLimiter turnstile() {
    return turnstile;
  }
}
