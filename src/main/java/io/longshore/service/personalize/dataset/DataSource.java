package io.longshore.service.personalize.dataset;

import io.longshore.job.S3Place;
import io.longshore.service.personalize.PersonalizeError;
import io.vertx.core.json.JsonObject;

/** The {@code dataSource} of a request: the S3 place of its files. */
public final class DataSource {

  private static final String MEMBER = "dataSource.dataLocation";

  private DataSource() {}

  /** The place of the request's files; fails when it is not valid. */
  public static S3Place of(JsonObject request) {
    String location = request.getJsonObject("dataSource").getString("dataLocation");
    if (location == null) {
      throw invalid(MEMBER, "is required");
    }
    return S3Place.folder(location, why -> invalid(MEMBER, why));
  }

  public static RuntimeException invalid(String member, String why) {
    return PersonalizeError.INVALID_INPUT.because(member + " " + why + ".");
  }
}
