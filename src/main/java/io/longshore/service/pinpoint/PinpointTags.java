package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.resource.TagForm;
import io.longshore.service.resource.TagOperations;
import io.longshore.service.resource.TagRowStore;
import io.longshore.service.resource.TaggedResource;
import io.longshore.store.Postgres;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The tags of apps and segments. All versions of a segment have the same. */
public final class PinpointTags {

  private static final TagForm FORM = TagForm.map(PinpointError.BAD_REQUEST);

  private static final String OWN_APP = "t.id = $3 and t.account = $1 and t.region = $2";
  private static final String OF_OWN_APP =
      "t.id = $4 and t.app = $3 and exists (select from pinpoint_app a"
          + " where a.id = $3 and a.account = $1 and a.region = $2)";

  private PinpointTags() {}

  static TagOperations operations(Postgres postgres) {
    return new TagOperations(
        new TagRowStore(postgres, PinpointTags::resource), FORM, ServiceResponse.noContent());
  }

  /** The request's tags, checked; none where it has none. */
  public static JsonObject of(JsonObject body) {
    return FORM.read(body, "tags");
  }

  private static TaggedResource resource(Principal caller, String text) {
    Optional<Arn> arn = Arn.parse(text);
    String[] path = arn.map(Arn::resource).orElse("").split("/", -1);
    boolean app = path.length == 2 && path[0].equals("apps");
    boolean segment = path.length == 4 && path[0].equals("apps") && path[2].equals("segments");
    if (arn.filter(a -> a.service().equals("mobiletargeting")).isEmpty() || !(app || segment)) {
      throw PinpointError.BAD_REQUEST.because(
          "The ARN must be that of an app or a segment, "
              + "arn:aws:mobiletargeting:<region>:<account>:apps/<id>[/segments/<id>], was '"
              + text
              + "'");
    }
    ApiError unknown =
        PinpointError.NOT_FOUND.because("There is no app or segment with the ARN '" + text + "'");
    if (!arn.get().account().equals(caller.account())
        || !arn.get().region().equals(caller.region())) {
      throw unknown;
    }
    return segment
        ? new TaggedResource("pinpoint_segment", OF_OWN_APP, List.of(path[1], path[3]), unknown)
        : new TaggedResource("pinpoint_app", OWN_APP, List.of(path[1]), unknown);
  }
}
