package io.longshore.cli;

import io.longshore.identity.policy.AuthorizationRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A question to a policy, as it is asked at a terminal. */
final class PolicyCheckOptions {

  @Parameters(index = "0", paramLabel = "ID")
  private String id;

  @Parameters(index = "1", paramLabel = "ACTION", description = "As personalize:CreateDataset.")
  private String action;

  @Parameters(index = "2", paramLabel = "RESOURCE", defaultValue = "*", description = "An ARN.")
  private String resource;

  @Option(names = "--from", paramLabel = "ADDRESS", description = "The caller's IP address.")
  private Optional<String> from = Optional.empty();

  @Option(names = "--region", paramLabel = "REGION", description = "The region that is asked.")
  private Optional<String> region = Optional.empty();

  @Option(names = "--tls", description = "Whether it comes by TLS.")
  private boolean tls;

  @Option(
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "A tag of the resource; may be repeated.")
  private Map<String, String> tags = Map.of();

  String id() {
    return id;
  }

  AuthorizationRequest question() {
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
