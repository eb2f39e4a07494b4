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
 * Resolves the resources of a call to ARNs for policies: the service's ARNs in the body's {@code
 * ...Arn} members; without any, the ARN in the path; without one, the path itself without its
 * version, and without the operator API's prefix; for an empty path {@code *}.
 */
final class ResourceArnResolver {

  /** ARN members that do not name the resource that is accessed. */
  private static final Set<String> NOT_RESOURCES = Set.of("roleArn", "kmsKeyArn");

  private final String service;
  private final List<String> segments;

  /**
   * @param path the operation's path in the contract, with its labels
   */
  ResourceArnResolver(ServiceProfile profile, String path) {
    this.service = profile.signingName();
    this.segments =
        profile.protocol() == Protocol.REST_JSON
            ? List.of(path.replaceFirst("^/_longshore/", "/").substring(1).split("/"))
            : List.of();
  }

  /** The ARNs of all resources of the call, at least one; a policy must allow each. */
  List<String> resolve(Call call) {
    List<String> arns = new ArrayList<>();
    for (Map.Entry<String, Object> member : call.body()) {
      boolean arn = member.getKey().endsWith("Arn") && !NOT_RESOURCES.contains(member.getKey());
      if (arn && member.getValue() instanceof String text && isOfService(text)) {
        arns.add(text);
      }
    }
    return arns.isEmpty() ? List.of(pathArn(call)) : arns;
  }

  private String pathArn(Call call) {
    List<String> parts = new ArrayList<>();
    for (String segment : segments) {
      boolean label = segment.startsWith("{");
      String value = label ? call.parameter(segment.substring(1, segment.length() - 1)) : segment;
      if (label && isOfService(value)) {
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

  private boolean isOfService(String text) {
    return Arn.parse(text).filter(arn -> arn.service().equals(service)).isPresent();
  }
}
