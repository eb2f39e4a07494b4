package io.longshore.server;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ErrorMessages;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.operator.seed.SeedDocument;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Creates at the start what {@code seed.file} describes. Blocks. */
final class SeedFile {

  private static final String OPERATION = "longshore.SeedData";
  private static final String ACCOUNT = "000000000000";
  private static final String REGION = "us-east-1";

  private SeedFile() {}

  static void apply(Vertx vertx, LongshoreConfig config, StartupDeadline deadline) {
    config.seed().file().ifPresent(file -> apply(vertx, config, deadline, file));
  }

  private static void apply(
      Vertx vertx, LongshoreConfig config, StartupDeadline deadline, Path file) {
    config
        .testControlsRefusal()
        .ifPresent(
            why -> {
              throw new ConfigError(
                  "seed.file needs test controls, which are off because %s; see test.controls"
                      .formatted(why));
            });
    Call call = call(file);
    DeliveryOptions delivery =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(Math.max(1, config.start().timeout().toMillis()));
    ServiceResponse response =
        deadline.await(
            "seed.file",
            () ->
                vertx
                    .eventBus()
                    .<ServiceResponse>request(OPERATION, call, delivery)
                    .map(reply -> reply.body()));
    if (response.refusal() != null) {
      throw new ConfigError("seed.file %s, %s".formatted(file, response.refusal().getMessage()));
    }
  }

  private static Call call(Path file) {
    try {
      String document = Files.readString(file);
      JsonArray files = new JsonArray();
      for (String name : SeedDocument.files(document)) {
        Path named = file.resolveSibling(name);
        if (Files.isRegularFile(named)) {
          files.add(new JsonObject().put("Name", name).put("Text", Files.readString(named)));
        }
      }
      String account = SeedDocument.account(document).orElse(ACCOUNT);
      return new Call(
          OPERATION,
          new Principal(account, REGION, account),
          UUID.randomUUID().toString(),
          new JsonObject(),
          new JsonObject().put("Document", document).put("Files", files));
    } catch (IOException unreadable) {
      throw new ConfigError(
          "seed.file cannot be read: " + ErrorMessages.rootLine(unreadable), unreadable);
    } catch (ApiError wrong) {
      throw new ConfigError("seed.file %s, %s".formatted(file, wrong.getMessage()), wrong);
    }
  }
}
