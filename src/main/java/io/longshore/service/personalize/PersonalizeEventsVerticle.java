package io.longshore.service.personalize;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.async.BatchMeter;
import io.longshore.config.PersonalizeConfig;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.personalize.event.InteractionEvents;
import io.longshore.service.personalize.event.PutOperations;
import io.longshore.service.personalize.event.StreamTargets;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.store.Postgres;

/** Serves Amazon Personalize Events: records that calls put. */
public final class PersonalizeEventsVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** The service as the edge knows it. */
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

  /**
   * @param meter measures calls that are written together
   */
  public PersonalizeEventsVerticle(Postgres postgres, PersonalizeConfig limits, BatchMeter meter) {
    super(PROFILE, "personalize");
    StreamTargets targets = new StreamTargets(new PersonalizeResourceStore(postgres));
    RecordStore records = new RecordStore(postgres);
    PutOperations puts = new PutOperations(targets, records, meter);
    InteractionEvents events = new InteractionEvents(postgres, targets, records, limits, meter);
    serve("PutEvents", events::put);
    serve("PutActionInteractions", events::putActionInteractions);
    serve("PutItems", puts::items);
    serve("PutUsers", puts::users);
    serve("PutActions", puts::actions);
  }
}
