package io.longshore.edge;

import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
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
public final class ServedService {

  private final ServiceProfile profile;
  private final OpenAPIContract contract;
  private final Map<String, ContractValidator> validators;
  private final Map<String, Permission> permissions;
  private final PathTemplates paths;
  private final Unserved unserved;
  private final Turnstile turnstile;
  private final Admission admission;

  private ServedService(ServiceProfile profile, OpenAPIContract contract, Admission admission) {
    SchemaCompiler compiler = new SchemaCompiler(contract.getRawContract());
    this.profile = profile;
    this.contract = contract;
    this.validators =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new ContractValidator(o, compiler, profile.errors().invalid())));
    this.permissions =
        contract.operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Operation::getOperationId,
                    o -> new Permission(profile, o.getOperationId(), o.getOpenAPIPath())));
    this.paths =
        profile.protocol() == Protocol.REST_JSON
            ? PathTemplates.of(contract)
            : PathTemplates.root();
    this.unserved = Unserved.of(contract.getRawContract());
    this.turnstile = new Turnstile(admission.callsInFlight());
    this.admission = admission;
  }

  /**
   * Compiles the profile's contract. Fails when an operation of the contract is not among the
   * served ones, or the contract has what cannot be checked.
   *
   * @param operations the operationIds that the service answers on the bus
   */
  public static Future<ServedService> of(
      Contracts contracts, ServiceProfile profile, Set<String> operations, Admission admission) {
    return contracts
        .of(profile)
        .map(
            contract -> {
              requireServed(contract, operations, profile.contract());
              ServedService service = new ServedService(profile, contract, admission);
              admission
                  .meters()
                  .callsInFlight(
                      profile.name(), service.turnstile::inside, admission.callsInFlight());
              return service;
            });
  }

  /** Like the other one, for one that is read now. */
  public static Future<ServedService> load(
      Vertx vertx, ServiceProfile profile, Set<String> operations, Admission admission) {
    return of(Contracts.begin(vertx, List.of(profile)), profile, operations, admission);
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
  public static Future<ServedService> load(
      Vertx vertx,
      ServiceProfile profile,
      Set<String> operations,
      int callsInFlight,
      Meters meters) {
    Admission admission = new Admission(callsInFlight, Rates.unlimited(), meters);
    return load(vertx, profile, operations, admission);
  }

  /** The service's name in the SigV4 credential scope. */
  public String signingName() {
    return profile.signingName();
  }

  ServiceProfile profile() {
    return profile;
  }

  OpenAPIContract contract() {
    return contract;
  }

  ContractValidator validator(String operationId) {
    return validators.get(operationId);
  }

  Permission permission(String operationId) {
    return permissions.get(operationId);
  }

  PathTemplates paths() {
    return paths;
  }

  Unserved unserved() {
    return unserved;
  }

  /** 0 when a call of that account is let in; else the nanoseconds after which one would be. */
  long take(String account, String operationId) {
    return admission.rates().take(account, operationId);
  }

  /** Notes a call that was let in by nobody, and why. */
  void refused(Overload overload) {
    admission.meters().throttled(profile.name(), overload);
  }

  Turnstile turnstile() {
    return turnstile;
  }
}
