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
   * @throws IllegalArgumentException if the document has no such name
   */
  public String id(String name) {
    return resource(name).text("Id").orElseThrow();
  }

  /**
   * The ARN of the resource that has this name in the document.
   *
   * @throws IllegalArgumentException if the document has no such name, or it has no ARN
   */
  public String arn(String name) {
    return resource(name)
        .text("Arn")
        .orElseThrow(() -> new IllegalArgumentException(name + " has no ARN"));
  }

  private JsonReply resource(String name) {
    return resources.stream()
        .filter(resource -> resource.text("Name").filter(name::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The seed has no %s; it has %s".formatted(name, names())));
  }

  private String names() {
    return resources.stream()
        .map(resource -> resource.text("Name").orElse("?"))
        .collect(Collectors.joining(", "));
  }
}
