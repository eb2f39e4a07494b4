package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.operator.OperatorError;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations whose calls tests can count and make fail. A name that is none of them is refused:
 * a rule or a count for it would be about no call at all.
 */
public record ServedOperations(List<Service> services) {

  /** Before the services are known. */
  static final ServedOperations NONE = new ServedOperations(List.of());

  /**
   * A service.
   *
   * @param signingName its second name, which several services can have
   * @param operationIds as in the contract, for example {@code pinpoint.GetExportJob}
   */
  public record Service(String name, String signingName, Set<String> operationIds) {

    boolean isCalled(String given) {
      return name.equals(given) || signingName.equals(given);
    }
  }

  /**
   * Checks the name of a service and of an operation, as far as they are given.
   *
   * @param members how messages name the two
   * @param service a name or a signing name, or null
   * @param operation with or without the name of its service, or null
   * @throws ApiError if no call can match them
   */
  void require(Members members, String service, String operation) {
    if (service != null) {
      requireService(members.service(), service);
    }
    if (operation != null) {
      requireOperation(members.operation(), service, operation);
    }
  }

  /** The names of the members that have the names. */
  record Members(String service, String operation) {}

  /** Whether a service has this name or this signing name. */
  boolean isOf(String service, String given) {
    return services.stream().anyMatch(e -> e.name().equals(service) && e.isCalled(given));
  }

  private void requireService(String member, String name) {
    Set<String> known = new TreeSet<>();
    services.forEach(service -> known.addAll(List.of(service.name(), service.signingName())));
    if (!known.contains(name)) {
      throw OperatorError.VALIDATION.because(
          "%s must be one of %s, was '%s': there are no calls of other services"
              .formatted(member, known, name));
    }
  }

  private void requireOperation(String member, String service, String name) {
    Set<String> known = new TreeSet<>();
    boolean found = false;
    for (Service each : services) {
      if (service == null || each.isCalled(service)) {
        each.operationIds().forEach(id -> known.add(id.substring(id.indexOf('.') + 1)));
        found |= each.operationIds().stream().anyMatch(id -> isNamed(id, name));
      }
    }
    if (!found) {
      throw OperatorError.VALIDATION.because(
          "%s must be one of %s, was '%s'".formatted(member, known, name));
    }
  }

  /** Whether an operation has this name, which may begin with that of its service. */
  static boolean isNamed(String operationId, String name) {
    return operationId.equals(name) || operationId.endsWith("." + name);
  }
}
