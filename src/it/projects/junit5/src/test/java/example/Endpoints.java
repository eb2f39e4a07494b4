package example;

import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;

/** Apps with endpoints. */
final class Endpoints {

  private Endpoints() {}

  /** The id of a new app with so many endpoints, at most 100. */
  static String app(PinpointClient pinpoint, int endpoints) {
    String app =
        pinpoint
            .createApp(r -> r.createApplicationRequest(a -> a.name("shop")))
            .applicationResponse()
            .id();
    for (int i = 0; i < endpoints; i++) {
      String id = "e" + i;
      pinpoint.updateEndpoint(
          r ->
              r.applicationId(app)
                  .endpointId(id)
                  .endpointRequest(
                      e -> e.channelType(ChannelType.EMAIL).address(id + "@example.com")));
    }
    return app;
  }
}
