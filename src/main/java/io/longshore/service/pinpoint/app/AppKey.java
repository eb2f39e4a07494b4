package io.longshore.service.pinpoint.app;

import io.longshore.api.Call;

/** The app that calls name, which may not exist. */
public record AppKey(String account, String region, String id) {

  /** The app in the path of the call. */
  public static AppKey of(Call call) {
    return new AppKey(
        call.principal().account(), call.principal().region(), call.parameter("applicationId"));
  }
}
