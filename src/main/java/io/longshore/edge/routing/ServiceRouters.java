package io.longshore.edge.routing;

import io.longshore.api.ServiceProfile.Protocol;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The routers by signing name. Two services may share a signing name when their protocols differ:
 * requests with a target header or to the root path are for the JSON 1.1 service.
 */
public final class ServiceRouters {

  private final Map<String, Map<Protocol, ServiceRouter>> routers = new HashMap<>();

  /**
   * Adds a router.
   *
   * @throws IllegalStateException when there is one of the same signing name and protocol
   */
  public void add(ServiceRouter router) {
    String signingName = router.service().profile().signingName();
    Protocol protocol = router.service().profile().protocol();
    Map<Protocol, ServiceRouter> byProtocol =
        routers.computeIfAbsent(signingName, name -> new EnumMap<>(Protocol.class));
    if (byProtocol.put(protocol, router) != null) {
      throw new IllegalStateException(
          "Two services of the same protocol have the signing name " + signingName);
    }
  }

  /** The router of the signing name that serves the request, or null when there is none. */
  public ServiceRouter of(String signingName, HttpServerRequest request) {
    Map<Protocol, ServiceRouter> byProtocol = routers.getOrDefault(signingName, Map.of());
    if (byProtocol.size() < 2) {
      return byProtocol.values().stream().findFirst().orElse(null);
    }
    boolean byTarget = request.headers().contains(AwsJsonRouter.TARGET) || isRoot(request.uri());
    return byProtocol.get(byTarget ? Protocol.AWS_JSON_1_1 : Protocol.REST_JSON);
  }

  private static boolean isRoot(String target) {
    return target.equals("/") || target.startsWith("/?");
  }
}
