package io.longshore.console;

import io.longshore.config.LongshoreConfig;
import io.vertx.core.json.JsonObject;

/**
 * What the console's pages must know before anybody has signed in. Everybody who reaches the port
 * can read it.
 *
 * @param version of the server
 * @param region that a browser signs for
 * @param testKeys whether the test keys are valid, so that one click signs in
 * @param storedKeys whether keys are kept in the database
 * @param testControls whether test controls are on, so that there is a journal of calls
 */
public record ConsoleFacts(
    String version, String region, boolean testKeys, boolean storedKeys, boolean testControls) {

  private static final String REGION = "us-east-1";

  public static ConsoleFacts of(LongshoreConfig config, String version) {
    return new ConsoleFacts(
        version,
        REGION,
        config.auth().usesTestKeys(),
        config.auth().masterKey().isPresent(),
        config.testControlsRefusal().isEmpty());
  }

  JsonObject json() {
    return new JsonObject()
        .put("Version", version)
        .put("Region", region)
        .put("TestKeys", testKeys)
        .put("StoredKeys", storedKeys)
        .put("TestControls", testControls);
  }
}
