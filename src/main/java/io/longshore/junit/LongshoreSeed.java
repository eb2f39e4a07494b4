package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import java.util.List;
import java.util.stream.Collectors;

/** What a seed document has made. */
public final class LongshoreSeed {

  private final List<JsonReply> resources;

  LongshoreSeed(JsonReply reply) {
    resources = reply.objects("Resources");
  }

  /**
   * The id of the resource that has this name in the document; of a bucket, its name.
   *
   * @throws IllegalArgumentException if the document has no such name, or more than one
   */
  public String id(String name) {
    return resource(null, name).text("Id").orElseThrow();
  }

  /**
   * The id of the resource of this kind and name.
   *
   * @param kind bucket, app, segment, schema, datasetGroup, dataset, dataSet, revision or
   *     trainingDataset
   * @throws IllegalArgumentException if the document has none
   */
  public String id(String kind, String name) {
    return resource(kind, name).text("Id").orElseThrow();
  }

  /**
   * The ARN of the resource that has this name in the document.
   *
   * @throws IllegalArgumentException if the document has no such name or more than one, or it has
   *     no ARN
   */
  public String arn(String name) {
    return arn(resource(null, name));
  }

  /**
   * The ARN of the resource of this kind and name.
   *
   * @throws IllegalArgumentException if the document has none, or it has no ARN
   */
  public String arn(String kind, String name) {
    return arn(resource(kind, name));
  }

  private static String arn(JsonReply resource) {
    return resource
        .text("Arn")
        .orElseThrow(
            () -> new IllegalArgumentException(resource.text("Name").orElse("") + " has no ARN"));
  }

  private JsonReply resource(String kind, String name) {
    List<JsonReply> found =
        resources.stream()
            .filter(resource -> resource.text("Name").filter(name::equals).isPresent())
            .filter(
                resource -> kind == null || resource.text("Kind").filter(kind::equals).isPresent())
            .toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "The seed has %s more than once: name its kind too, one of %s"
              .formatted(name, found.stream().map(one -> one.text("Kind").orElse("?")).toList()));
    }
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The seed has no %s; it has %s".formatted(name, names())));
  }

  private String names() {
    return resources.stream()
        .map(
            resource -> resource.text("Kind").orElse("?") + " " + resource.text("Name").orElse("?"))
        .collect(Collectors.joining(", "));
  }
}
