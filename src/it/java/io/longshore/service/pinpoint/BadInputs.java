package io.longshore.service.pinpoint;

import static io.longshore.service.pinpoint.PinpointFixture.ROLE;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;

/** What {@link BadInputIT} sends, by its subject. */
final class BadInputs {

  private BadInputs() {}

  record Bad(String operation, JsonObject body, Map<String, String> parameters, String message) {
    @Override
    public String toString() {
      String text = body.encode();
      return operation + " " + parameters + " " + text.substring(0, Math.min(90, text.length()));
    }
  }

  static Stream<Bad> apps() {
    JsonObject tags = new JsonObject();
    for (int i = 0; i < 51; i++) {
      tags.put("t" + i, "v");
    }
    return Stream.of(
        bad("CreateApp", json("{'Name':''}"), "Name must have"),
        bad("CreateApp", json("{'Name':'  '}"), "Name must have"),
        bad("CreateApp", new JsonObject().put("Name", "n".repeat(257)), "Name must have"),
        bad("CreateApp", json("{'Name':'x'}").put("tags", tags), "51 tags"),
        bad("CreateApp", json("{'Name':'x','tags':{'aws:x':'y'}}"), "'aws:'"),
        bad("CreateApp", json("{'Name':'x','tags':{'':'y'}}"), "A tag's key"));
  }

  static Stream<Bad> endpoints() {
    return Stream.of(
        endpoint("new", json("{'ChannelType':'EMAIL'}"), "Missing Address"),
        endpoint("new", json("{'Address':'a@b'}"), "Missing ChannelType"),
        endpoint("new", json("{'Address':' ','ChannelType':'SMS'}"), "Missing Address"),
        endpoint("a${b}", email("a@b"), "An endpoint's id"),
        endpoint("a\nb", email("a@b"), "An endpoint's id"),
        endpoint("i".repeat(256), email("a@b"), "An endpoint's id"),
        endpoint("there", json("{'OptOut':'SOME'}"), "OptOut must be ALL or NONE"),
        endpoint("there", json("{'EndpointStatus':'x'}"), "EndpointStatus must be ACTIVE or"),
        endpoint("there", json("{'User':{'UserId':' '}}"), "User.UserId"),
        endpoint("there", json("{'EffectiveDate':'yesterday'}"), "EffectiveDate must be a moment"),
        endpoint("there", json("{'EffectiveDate':'2026-02-30T10:00:00Z'}"), "EffectiveDate must"),
        endpoint("there", json("{'Address':''}"), "Missing Address"),
        endpoint("there", json("{'Attributes':{'':['x']}}"), "A name in Attributes"),
        endpoint("there", attribute("n".repeat(51), "x"), "A name in Attributes"),
        endpoint("there", attribute("n", "v".repeat(101)), "more than 100 characters"),
        endpoint("there", attribute("n", "v".repeat(99) + "😀😀"), "more than 100 characters"),
        endpoint("there", attributes(1, 51), "has 51 values, the limit is 50"),
        endpoint("there", attributes(251, 1), "251 Attributes"),
        endpoint("there", attributes(250, 40), "15 KB"),
        endpoint("there", json("{'Attributes':{'a':[null]}}"), "must be a list of strings"),
        endpoint("there", json("{'Metrics':{'':1}}"), "A name in Metrics"));
  }

  static Stream<Bad> batches() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 101; i++) {
      many.add(email("a@b").put("Id", "e" + i));
    }
    JsonArray nameless = new JsonArray().add(email("a@b").put("Id", "x")).add(email("a@b"));
    JsonArray wrong =
        new JsonArray()
            .add(email("new@b").put("Id", "there"))
            .add(email("a@b").put("Id", "y").put("OptOut", "x"));
    return Stream.of(
        bad("UpdateEndpointsBatch", json("{'Item':[]}"), "Item must have 1 to 100"),
        bad("UpdateEndpointsBatch", new JsonObject().put("Item", many), "has 101"),
        bad("UpdateEndpointsBatch", new JsonObject().put("Item", nameless), "Item[1]: Missing Id"),
        bad("UpdateEndpointsBatch", new JsonObject().put("Item", wrong), "Item[1]: OptOut"));
  }

  static Stream<Bad> segments() {
    return Stream.of(
        segment("{}", "either Dimensions or SegmentGroups"),
        segment("{'Dimensions':{},'SegmentGroups':{'Groups':[]}}", "either Dimensions or"),
        segment("{'SegmentGroups':{'Groups':[]}}", "at least one group"),
        segment(
            "{'SegmentGroups':{'Groups':[{'SourceSegments':[{'Id':'x'}]}]}}",
            "There is no segment with the id 'x'"),
        segment("{'Dimensions':{'Attributes':{'a':{'Values':[]}}}}", "at least one value"),
        segment(
            "{'Dimensions':{'Attributes':{'a':{'AttributeType':'BEFORE','Values':['x']}}}}",
            "must be dates in ISO 8601"),
        segment(
            "{'Dimensions':{'UserAttributes':{'a':{'AttributeType':'BETWEEN',"
                + "'Values':['2026-01-01']}}}}",
            "UserAttributes.a.Values must have two dates"),
        segment(
            "{'Dimensions':{'Location':{'GPSPoint':{'Coordinates':{'Latitude':1,'Longitude':1}}}}}",
            "RangeInKilometers"),
        segment(
            "{'Dimensions':{'Location':{'GPSPoint':{'Coordinates':"
                + "{'Latitude':91,'Longitude':1},'RangeInKilometers':1}}}}",
            "a Latitude from -90 to 90"),
        segment(
            "{'Dimensions':{'Metrics':{'m':{'ComparisonOperator':'LIKE','Value':1}}}}",
            "Metrics.m.ComparisonOperator must be one of EQUAL"),
        segment("{'Dimensions':{},'tags':{'aws:a':'b'}}", "A tag's key"),
        change("{'Dimensions':{},'SegmentGroups':{'Groups':[{}]}}", "not both"),
        change(
            "{'SegmentGroups':{'Groups':[{'SourceSegments':[{'Id':'$segment'}]}]}}",
            "one of its own source segments"),
        bad("UpdateSegment", new JsonObject(), "There is no segment", "segmentId", "x"),
        bad("DeleteSegment", new JsonObject(), "There is no segment", "segmentId", "x"),
        bad("GetSegmentVersions", new JsonObject(), "There is no segment", "segmentId", "x"),
        new Bad(
            "GetSegmentVersion",
            new JsonObject(),
            Map.of("segmentId", "$segment", "version", "2"),
            "There is no segment"),
        new Bad(
            "GetSegmentVersion",
            new JsonObject(),
            Map.of("segmentId", "$segment", "version", "one"),
            "must be a number"));
  }

  static Stream<Bad> theRest() {
    JsonObject tags = json("{'tags':{'a':'b'}}");
    String stream = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    return Stream.of(
        bad("UpdateApplicationSettings", json("{'Limits':{'Daily':101}}"), "Limits.Daily"),
        bad(
            "UpdateApplicationSettings",
            json("{'Limits':{'MaximumDuration':59}}"),
            "Limits.MaximumDuration"),
        bad("UpdateApplicationSettings", json("{'QuietTime':{'Start':'24:00'}}"), "QuietTime"),
        bad(
            "PutEventStream",
            new JsonObject().put("DestinationStreamArn", "x").put("RoleArn", ROLE),
            "DestinationStreamArn must be"),
        bad(
            "PutEventStream",
            new JsonObject().put("DestinationStreamArn", stream).put("RoleArn", "x"),
            "RoleArn must be"),
        bad("GetEventStream", new JsonObject(), "Resource not found"),
        bad("DeleteEventStream", new JsonObject(), "Resource not found"),
        bad("PutEvents", json("{'BatchItem':{}}"), "1 to 100 endpoints"),
        bad(
            "RemoveAttributes",
            json("{'Blacklist':['x']}"),
            "must be one of",
            "attributeType",
            "x"),
        bad("RemoveAttributes", json("{}"), "has 0", "attributeType", CUSTOM),
        bad("RemoveAttributes", json("{'Blacklist':['']}"), "1 to 100", "attributeType", CUSTOM),
        bad("TagResource", tags, "The ARN must be", "resourceArn", "x"),
        bad("TagResource", tags, "There is no app", "resourceArn", arn("111122223333", "apps/x")),
        bad("TagResource", tags, "There is no app", "resourceArn", arn("444455556666", "apps/x")),
        bad("TagResource", json("{'tags':{'':'b'}}"), "A tag's key", "resourceArn", "x"),
        bad(
            "ListTagsForResource",
            new JsonObject(),
            "There is no app",
            "resourceArn",
            arn("111122223333", "apps/x/segments/y")),
        bad(
            "ListTagsForResource",
            new JsonObject(),
            "The ARN must be",
            "resourceArn",
            arn("111122223333", "apps/x/campaigns/y")));
  }

  private static final String CUSTOM = "endpoint-custom-attributes";

  private static String arn(String account, String resource) {
    return "arn:aws:mobiletargeting:us-east-1:" + account + ":" + resource;
  }

  static Stream<Bad> exports() {
    String to = "'RoleArn':'" + ROLE + "','S3UrlPrefix':'s3://bucket/x'";
    return Stream.of(
        export("{'RoleArn':'x','S3UrlPrefix':'s3://bucket/x'}", "RoleArn must be"),
        export("{'RoleArn':'" + ROLE + "','S3UrlPrefix':'bucket'}", "S3UrlPrefix must be"),
        export("{" + to + ",'SegmentVersion':1}", "SegmentVersion needs a SegmentId"),
        export("{" + to + ",'SegmentId':'0123'}", "There is no segment with the id '0123'"),
        export("{" + to + ",'SegmentId':'$segment','SegmentVersion':2}", "There is no segment"),
        bad("GetImportJob", new JsonObject(), "There is no import job", "jobId", "x"),
        bad("GetSegmentImportJobs", new JsonObject(), "There is no segment", "segmentId", "x"),
        bad("GetExportJob", new JsonObject(), "There is no export job", "jobId", "x"),
        bad("GetExportJob", new JsonObject(), "There is no export job", "jobId", "0".repeat(32)),
        bad("GetSegmentExportJobs", new JsonObject(), "There is no segment", "segmentId", "x"),
        bad("GetSegment", new JsonObject(), "There is no segment", "segmentId", "x"));
  }

  static Stream<Bad> lists() {
    return Stream.of(
            "GetApps", "GetSegments", "GetSegmentVersions", "GetExportJobs", "GetSegmentExportJobs")
        .flatMap(
            list ->
                Stream.of(
                    list(list, "page-size", "0"),
                    list(list, "page-size", "-1"),
                    list(list, "page-size", "1001"),
                    list(list, "page-size", "99999999999"),
                    list(list, "page-size", "ten"),
                    list(list, "page-size", ""),
                    list(list, "page-size", "１"),
                    list(list, "token", "x"),
                    list(list, "token", "")));
  }

  private static Bad bad(String operation, JsonObject body, String message, String... more) {
    return new Bad(
        operation, body, more.length == 0 ? Map.of() : Map.of(more[0], more[1]), message);
  }

  private static Bad endpoint(String id, JsonObject body, String message) {
    return bad("UpdateEndpoint", body, message, "endpointId", id);
  }

  private static Bad segment(String body, String message) {
    return bad("CreateSegment", json(body), message);
  }

  private static Bad change(String body, String message) {
    return bad("UpdateSegment", json(body), message, "segmentId", "$segment");
  }

  private static Bad export(String body, String message) {
    return bad("CreateExportJob", json(body), message);
  }

  private static Bad list(String operation, String name, String value) {
    return new Bad(operation, new JsonObject(), Map.of(name, value, "segmentId", "$segment"), name);
  }

  private static JsonObject attribute(String name, String value) {
    return new JsonObject()
        .put("Attributes", new JsonObject().put(name, new JsonArray().add(value)));
  }

  private static JsonObject attributes(int names, int values) {
    JsonObject attributes = new JsonObject();
    for (int name = 0; name < names; name++) {
      JsonArray list = new JsonArray();
      for (int value = 0; value < values; value++) {
        list.add("v" + value);
      }
      attributes.put("n" + name, list);
    }
    return new JsonObject().put("Attributes", attributes);
  }
}
