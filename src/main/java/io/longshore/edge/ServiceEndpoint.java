package io.longshore.edge;

import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import io.longshore.edge.dispatch.AdmissionLimits;
import io.longshore.edge.dispatch.ConcurrencyLimiter;
import io.longshore.edge.dispatch.OperationAuthorizer;
import io.longshore.edge.dispatch.RateLimiter;
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

/**
 * A service as the edge serves it: its contract, compiled into validators and authorizers, and its
 * limits. Made once and shared by all event loops.
 */
public final class ServiceEndpoint {

  private final ServiceProfile profile;
  private final OpenAPIContract contract;
  private final Map<String, RequestValidator> validators;
  private final Map<String, OperationAuthorizer> authorizers;
  private final PathTemplates paths;
  private final UnsupportedOperations unsupported;
  private final ConcurrencyLimiter concurrency;
  private final AdmissionLimits limits;

  private ServiceEndpoint(
      ServiceProfile profile, OpenAPIContract contract, AdmissionLimits limits) {
    SchemaCompiler compiler = new SchemaCompiler(contract.getRawContract());
    this.profile = profile;
    this.contract = contract;
    this.validators =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new RequestValidator(o, compiler, profile.errors().invalid())));
    this.authorizers =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new OperationAuthorizer(profile, o.getOperationId(), o.getOpenAPIPath())));
    this.paths =
        profile.protocol() == Protocol.REST_JSON
            ? PathTemplates.of(contract)
            : PathTemplates.root();
    this.unsupported = UnsupportedOperations.of(contract.getRawContract());
    this.concurrency = new ConcurrencyLimiter(limits.callsInFlight());
    this.limits = limits;
  }

  /**
   * Compiles the profile's contract. Fails when the contract has an operation that is not among the
   * served ones, or a schema keyword that cannot be validated.
   *
   * @param operations the operationIds that the service consumes on the event bus
   */
  public static Future<ServiceEndpoint> of(
      ContractLoader contracts,
      ServiceProfile profile,
      Set<String> operations,
      AdmissionLimits limits) {
    return contracts
        .of(profile)
        .map(
            contract -> {
              requireServed(contract, operations, profile.contract());
              ServiceEndpoint service = new ServiceEndpoint(profile, contract, limits);
              limits
                  .metrics()
                  .callsInFlight(profile.name(), service.concurrency::used, limits.callsInFlight());
              return service;
            });
  }

  /** Reads the contract first. */
  public static Future<ServiceEndpoint> load(
      Vertx vertx, ServiceProfile profile, Set<String> operations, AdmissionLimits limits) {
    return of(ContractLoader.begin(vertx, List.of(profile)), profile, operations, limits);
  }

  private static void requireServed(OpenAPIContract contract, Set<String> operations, String name) {
    Set<String> missing = new TreeSet<>();
    contract.operations().forEach(operation -> missing.add(operation.getOperationId()));
    missing.removeAll(operations);
    if (!missing.isEmpty()) {
      throw new IllegalStateException(name + " has operations that no service serves: " + missing);
    }
  }

  /** Reads the contract first; without rate limits. */
  public static Future<ServiceEndpoint> load(
      Vertx vertx,
      ServiceProfile profile,
      Set<String> operations,
      int callsInFlight,
      HttpMetrics metrics) {
    AdmissionLimits limits = new AdmissionLimits(callsInFlight, RateLimiter.unlimited(), metrics);
    return load(vertx, profile, operations, limits);
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

  public OperationAuthorizer authorizer(String operationId) {
    return authorizers.get(operationId);
  }

  public PathTemplates paths() {
    return paths;
  }

  public UnsupportedOperations unsupported() {
    return unsupported;
  }

  public AdmissionLimits limits() {
    return limits;
  }

  public ConcurrencyLimiter concurrency() {
    return concurrency;
  }
}
