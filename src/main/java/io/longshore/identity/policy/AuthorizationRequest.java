package io.longshore.identity.policy;

import java.util.Map;

/**
 * A question to a policy: whether an action on a resource is allowed.
 *
 * @param action for example {@code mobiletargeting:CreateExportJob}
 * @param resource an ARN, or {@code *} for an action without a resource
 * @param context condition keys in lower case, for example {@code aws:sourceip}, to their values
 */
public record AuthorizationRequest(String action, String resource, Map<String, String> context) {

  public static final String SOURCE_IP = "aws:sourceip";
  public static final String SECURE_TRANSPORT = "aws:securetransport";

  /** The prefix of resource tags; the tag's key in lower case follows. */
  public static final String RESOURCE_TAG = "aws:resourcetag/";

  public static final String REQUESTED_REGION = "aws:requestedregion";
}
