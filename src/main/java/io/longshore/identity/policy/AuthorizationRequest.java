package io.longshore.identity.policy;

import java.util.Map;

/**
 * May this be done?
 *
 * @param action for example {@code mobiletargeting:CreateExportJob}
 * @param resource an ARN, or {@code *} for what has none
 * @param context condition keys in lower case, for example {@code aws:sourceip}, to their values
 */
public record AuthorizationRequest(String action, String resource, Map<String, String> context) {

  public static final String SOURCE_IP = "aws:sourceip";
  public static final String SECURE_TRANSPORT = "aws:securetransport";

  /** Followed by the tag's key; of what the call is done to. */
  public static final String RESOURCE_TAG = "aws:resourcetag/";

  public static final String REQUESTED_REGION = "aws:requestedregion";
}
