package io.longshore.cli;

import io.longshore.identity.policy.AuthorizationRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code keys explain}: a request that the policy is evaluated for. */
final class PolicyCheckOptions {

  @Parameters(index = "0", paramLabel = "ID")
  private String id;

  @Parameters(
      index = "1",
      paramLabel = "ACTION",
      description = "The action, for example personalize:CreateDataset.")
  private String action;

  @Parameters(
      index = "2",
      paramLabel = "RESOURCE",
      defaultValue = "*",
      description = "The ARN of the resource.")
  private String resource;

  @Option(names = "--from", paramLabel = "ADDRESS", description = "The caller's IP address.")
  private Optional<String> from = Optional.empty();

  @Option(names = "--region", paramLabel = "REGION", description = "The region of the request.")
  private Optional<String> region = Optional.empty();

  @Option(names = "--tls", description = "The request uses TLS.")
  private boolean tls;

  @Option(
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "A tag of the resource; may be repeated.")
  private Map<String, String> tags = Map.of();

  String id() {
    return id;
  }

  AuthorizationRequest request() {
    Map<String, String> context = new HashMap<>();
    from.ifPresent(address -> context.put(AuthorizationRequest.SOURCE_IP, address));
    region.ifPresent(name -> context.put(AuthorizationRequest.REQUESTED_REGION, name));
    context.put(AuthorizationRequest.SECURE_TRANSPORT, Boolean.toString(tls));
    tags.forEach(
        (key, value) ->
            context.put(AuthorizationRequest.RESOURCE_TAG + key.toLowerCase(Locale.ROOT), value));
    return new AuthorizationRequest(action, resource, context);
  }
}
