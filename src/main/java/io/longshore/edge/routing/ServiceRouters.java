package io.longshore.edge.routing;

import io.longshore.api.ServiceProfile.Protocol;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The routers by what a request is signed for. Two services may share a signing name when they
 * differ in their protocol: the one that is called by target gets what names a target, or comes to
 * the root.
 */
public final class ServiceRouters {

  private final Map<String, Map<Protocol, ServiceRouter>> routers = new HashMap<>();

  public void add(ServiceRouter router) {
    String signingName = router.service().profile().signingName();
    Protocol protocol = router.service().profile().protocol();
    Map<Protocol, ServiceRouter> those =
        routers.computeIfAbsent(signingName, name -> new EnumMap<>(Protocol.class));
    if (those.put(protocol, router) != null) {
      throw new IllegalStateException("Two services are signed for " + signingName);
    }
  }

  /** The router for that signing name, or null when there is none. */
  public ServiceRouter of(String signingName, HttpServerRequest request) {
    Map<Protocol, ServiceRouter> those = routers.getOrDefault(signingName, Map.of());
    if (those.size() < 2) {
      return those.values().stream().findFirst().orElse(null);
    }
    boolean byTarget = request.headers().contains(TargetRouter.TARGET) || isRoot(request.uri());
    return those.get(byTarget ? Protocol.AWS_JSON_1_1 : Protocol.REST_JSON);
  }

  private static boolean isRoot(String target) {
    return target.equals("/") || target.startsWith("/?");
  }
}
