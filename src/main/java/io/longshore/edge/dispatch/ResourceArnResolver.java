package io.longshore.edge.dispatch;

import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an operation is done to, as a policy names it: the ARNs of the service that the body carries
 * in members called so, else the ARN in the path, else the path itself without its version, else
 * {@code *}.
 */
final class ResourceArnResolver {

  /** They name who acts, or how bytes are kept: not what is acted on. */
  private static final Set<String> NOT_RESOURCES = Set.of("roleArn", "kmsKeyArn");

  private final String service;
  private final List<String> segments;

  /**
   * @param path the path of the contract, with its labels
   */
  ResourceArnResolver(ServiceProfile profile, String path) {
    this.service = profile.signingName();
    this.segments =
        profile.protocol() == Protocol.REST_JSON
            ? List.of(path.substring(1).split("/"))
            : List.of();
  }

  /** All of them; each must be allowed. */
  List<String> of(Call call) {
    List<String> named = new ArrayList<>();
    for (Map.Entry<String, Object> member : call.body()) {
      boolean arn = member.getKey().endsWith("Arn") && !NOT_RESOURCES.contains(member.getKey());
      if (arn && member.getValue() instanceof String text && isOurs(text)) {
        named.add(text);
      }
    }
    return named.isEmpty() ? List.of(inPath(call)) : named;
  }

  private String inPath(Call call) {
    List<String> parts = new ArrayList<>();
    for (String segment : segments) {
      boolean label = segment.startsWith("{");
      String value = label ? call.parameter(segment.substring(1, segment.length() - 1)) : segment;
      if (label && isOurs(value)) {
        return value;
      }
      if (!(parts.isEmpty() && segment.matches("v[0-9]+"))) {
        parts.add(value.replace("/", "%2F"));
      }
    }
    String resource = String.join("/", parts);
    return resource.isEmpty()
        ? "*"
        : new Arn(service, call.principal().region(), call.principal().account(), resource)
            .toString();
  }

  private boolean isOurs(String text) {
    return Arn.parse(text).filter(arn -> arn.service().equals(service)).isPresent();
  }
}
