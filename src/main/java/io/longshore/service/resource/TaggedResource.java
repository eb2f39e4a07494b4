package io.longshore.service.resource;

import io.longshore.api.ApiError;
import java.util.List;

/**
 * The rows that hold the tags of one resource. If there are several, all have the same tags.
 *
 * @param table a table with a column {@code tags} of the type json or jsonb
 * @param condition selects the rows of the table, which is named {@code t}: {@code $1} is the
 *     caller's account, {@code $2} its region, {@code $3} the first id
 * @param unknown the refusal when there are no such rows
 */
public record TaggedResource(String table, String condition, List<String> ids, ApiError unknown) {}
