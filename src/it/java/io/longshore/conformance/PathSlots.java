package io.longshore.conformance;

import io.longshore.conformance.RawCalls.Operation;
import io.longshore.conformance.RawCalls.Reply;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places of a request that identify an account's resource, and their values. */
final class PathSlots {

  /** Parameters that every account has, independent of the other identifiers of a call. */
  private static final Set<String> ACCOUNT_WIDE = Set.of("role", "bucket");

  private PathSlots() {}

  private static final Pattern SLOT = Pattern.compile("\\$\\{(\\w+)}");

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  static final Map<String, String> FIXED =
      Map.of(
          "attributeType",
          "endpoint-custom-attributes",
          "version",
          "1",
          "tagKeys",
          "a",
          "outputId",
          "0",
          "fateId",
          "1");

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("pinpoint.applicationId", "app"),
          Map.entry("pinpoint.segmentId", "segment"),
          Map.entry("pinpoint.endpointId", "endpoint"),
          Map.entry("pinpoint.userId", "user"),
          Map.entry("pinpoint.resourceArn", "appArn"),
          Map.entry("dataexchange.dataSetId", "set"),
          Map.entry("dataexchange.dataSetIdFilter", "set"),
          Map.entry("dataexchange.eventSourceId", "set"),
          Map.entry("dataexchange.revisionId", "revision"),
          Map.entry("dataexchange.revisionIdFilter", "revision"),
          Map.entry("dataexchange.assetId", "asset"),
          Map.entry("dataexchange.jobId", "job"),
          Map.entry("dataexchange.eventActionId", "action"),
          Map.entry("dataexchange.dataGrantId", "grant"),
          Map.entry("dataexchange.dataGrantArn", "grantArn"),
          Map.entry("dataexchange.resourceArn", "setArn"),
          Map.entry("longshore.jobId", "engineJob"),
          Map.entry("longshore.accessKeyId", "accessKey"),
          Map.entry("longshore.target", "eventTarget"),
          Map.entry("longshore.eventId", "deliveredEvent"),
          Map.entry("longshore.uploadId", "fileUpload"),
          Map.entry("cleanroomsml.resourceArn", "training"),
          Map.entry("cleanroomsml.trainingDatasetArn", "training"),
          Map.entry("cleanroomsml.audienceModelArn", "model"),
          Map.entry("cleanroomsml.configuredAudienceModelArn", "configured"),
          Map.entry("cleanroomsml.configuredAudienceModelArnFilter", "configured"),
          Map.entry("cleanroomsml.audienceGenerationJobArn", "generation"),
          Map.entry("cleanroomsml.audienceGenerationJobArnFilter", "generation"));

  static Set<String> slots(Operation operation, String body) {
    Set<String> slots = new LinkedHashSet<>();
    Set<String> names = new TreeSet<>(operation.pathNames());
    names.addAll(operation.queryNames());
    for (String name : names) {
      if (kind(operation, name) != null) {
        slots.add(kind(operation, name));
      }
    }
    SLOT.matcher(body)
        .results()
        .map(found -> found.group(1))
        .filter(k -> !ACCOUNT_WIDE.contains(k))
        .forEach(slots::add);
    return slots;
  }

  static String kind(Operation operation, String name) {
    if (operation.id().startsWith("pinpoint.") && name.equals("jobId")) {
      return operation.path().contains("/import/") ? "importJob" : "exportJob";
    }
    String service = operation.id().substring(0, operation.id().indexOf('.'));
    return KINDS.get(service + "." + name);
  }

  static Map<String, String> parameters(Operation operation, Map<String, String> values) {
    Map<String, String> parameters = new HashMap<>(FIXED);
    Set<String> names = new TreeSet<>(operation.pathNames());
    names.addAll(operation.queryNames());
    for (String name : names) {
      String kind = kind(operation, name);
      if (kind != null && values.containsKey(kind)) {
        parameters.put(name, values.get(kind));
      }
    }
    return parameters;
  }

  /** The template as JSON. */
  static String filled(String template, Map<String, String> values, String account) {
    if (template == null) {
      return null;
    }
    Map<String, String> all = new HashMap<>(values);
    all.put("role", "arn:aws:iam::" + account + ":role/isolation");
    all.put("bucket", OwnedResources.bucket(account));
    return SLOT.matcher(template.replace('\'', '"'))
        .replaceAll(slot -> Matcher.quoteReplacement(all.get(slot.group(1))));
  }

  /** An identifier of the same form and account that was never assigned. */
  static String unknownId(String value) {
    String other =
        ID.matcher(value)
            .replaceAll(
                id ->
                    Pattern.compile("[0-9a-f]")
                        .matcher(id.group())
                        .replaceAll(
                            digit -> Integer.toHexString(ThreadLocalRandom.current().nextInt(16))));
    return other.replace("isolation", "neverwas1");
  }

  /** The response without identifiers and without values that differ between any two responses. */
  static String normalized(Reply reply) {
    String body = ID.matcher(reply.body()).replaceAll("<id>").replace("neverwas1", "isolation");
    return reply.status()
        + " "
        + reply.error()
        + " "
        + body.replaceAll("20\\d\\d-[0-9T:.-]+Z", "<at>");
  }
}
