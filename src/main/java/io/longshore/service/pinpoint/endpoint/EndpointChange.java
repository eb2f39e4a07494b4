package io.longshore.service.pinpoint.endpoint;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What a call makes of some endpoints.
 *
 * @param rows what shall stand there, by key, in the order in which it was asked for
 * @param given by the user's id: which attributes the call gives to the user, whose they are and
 *     not the endpoint's; an empty list takes one away
 */
record EndpointChange(Map<String, EndpointRow> rows, Map<String, JsonObject> given) {}
