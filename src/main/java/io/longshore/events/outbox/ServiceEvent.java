package io.longshore.events.outbox;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Something that has happened to a resource of a service.
 *
 * @param account who is told
 * @param source the source at EventBridge, such as {@code aws.dataexchange}
 * @param detailType the detail-type at EventBridge
 * @param resources ARNs or ids
 * @param detail the members that the detail-type has at AWS
 */
public record ServiceEvent(
    String account,
    String region,
    String source,
    String detailType,
    List<String> resources,
    JsonObject detail) {

  public ServiceEvent {
    resources = List.copyOf(resources);
  }
}
