package io.longshore.service.personalize;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.config.PersonalizeConfig;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.personalize.event.InteractionEvents;
import io.longshore.service.personalize.event.PutOperations;
import io.longshore.service.personalize.event.StreamTargets;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;

/** Serves Amazon Personalize Events: records that are put one by one. */
public final class PersonalizeEventsVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** What the edge must know of this service. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "personalize-events",
          "openapi/personalize-events.yaml",
          PersonalizeVerticle.SIGNING_NAME,
          REST_JSON,
          "message",
          null,
          BODY_LIMIT_BYTES,
          new EdgeErrors(
              PersonalizeError.INVALID_INPUT,
              CommonError.REQUEST_ENTITY_TOO_LARGE,
              PersonalizeError.THROTTLING,
              CommonError.METHOD_NOT_ALLOWED,
              PersonalizeError.ACCESS_DENIED,
              CommonError.INTERNAL_FAILURE));

  private final PutOperations puts;
  private final InteractionEvents events;

  public PersonalizeEventsVerticle(Postgres postgres, PersonalizeConfig limits) {
    StreamTargets targets = new StreamTargets(new PersonalizeResourceStore(postgres));
    RecordStore records = new RecordStore(postgres);
    this.puts = new PutOperations(targets, records);
    this.events = new InteractionEvents(postgres, targets, records, limits);
  }

  @Override
  public ServiceProfile profile() {
    return PROFILE;
  }

  @Override
  public Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    return Map.of(
        "personalize.PutEvents", events::put,
        "personalize.PutActionInteractions", events::putActionInteractions,
        "personalize.PutItems", puts::items,
        "personalize.PutUsers", puts::users,
        "personalize.PutActions", puts::actions);
  }
}
