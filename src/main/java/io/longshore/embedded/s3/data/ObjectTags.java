package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.S3Address;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.body.XmlElement;
import io.longshore.embedded.s3.body.XmlWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.TreeMap;

/** Parses and writes object tags. */
public final class ObjectTags {

  private static final int MAX_TAGS = 10;
  private static final int MAX_KEY_LENGTH = 128;
  private static final int MAX_VALUE_LENGTH = 256;

  private ObjectTags() {}

  /** The tags in the header {@code x-amz-tagging}, which has the form of a query string. */
  public static Map<String, String> ofHeader(S3Request request) {
    Map<String, String> tags = new TreeMap<>();
    String header = request.header("x-amz-tagging").orElse("");
    for (String[] pair : S3Address.parseQuery(header)) {
      add(tags, pair[0], pair[1]);
    }
    return validate(tags);
  }

  public static Map<String, String> of(Buffer body) {
    Map<String, String> tags = new TreeMap<>();
    for (XmlElement set : XmlElement.read(body, "Tagging").all("TagSet")) {
      for (XmlElement tag : set.all("Tag")) {
        add(tags, tag.required("Key"), tag.required("Value"));
      }
    }
    return validate(tags);
  }

  private static void add(Map<String, String> tags, String key, String value) {
    boolean valid =
        !key.isEmpty() && key.length() <= MAX_KEY_LENGTH && value.length() <= MAX_VALUE_LENGTH;
    if (!valid || tags.put(key, value) != null) {
      throw S3ErrorCode.INVALID_TAG.error();
    }
  }

  private static Map<String, String> validate(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw S3ErrorCode.INVALID_TAG.error("Object tags cannot be greater than " + MAX_TAGS);
    }
    return tags;
  }

  public static XmlWriter xml(Map<String, String> tags) {
    XmlWriter xml = XmlWriter.of("Tagging").open("TagSet");
    tags.forEach((key, value) -> xml.open("Tag").text("Key", key).text("Value", value).close());
    return xml;
  }
}
