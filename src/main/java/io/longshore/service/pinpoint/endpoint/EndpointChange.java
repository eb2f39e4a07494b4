package io.longshore.service.pinpoint.endpoint;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The changes that a call makes to endpoints.
 *
 * @param rows the new rows, by key, in the order of the request
 * @param given the attributes that the call gives to users, by the user's id; an empty list removes
 *     one
 */
record EndpointChange(Map<String, EndpointRow> rows, Map<String, JsonObject> given) {}
