package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.S3Address;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.body.XmlElement;
import io.longshore.embedded.s3.body.XmlWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.TreeMap;

/** The tags of an object. */
public final class ObjectTags {

  private static final int MOST = 10;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private ObjectTags() {}

  /** From the header of a PUT, written as a query is. */
  public static Map<String, String> ofHeader(S3Request request) {
    Map<String, String> tags = new TreeMap<>();
    String header = request.header("x-amz-tagging").orElse("");
    for (String[] pair : S3Address.parameters(header)) {
      add(tags, pair[0], pair[1]);
    }
    return checked(tags);
  }

  public static Map<String, String> of(Buffer body) {
    Map<String, String> tags = new TreeMap<>();
    for (XmlElement set : XmlElement.read(body, "Tagging").all("TagSet")) {
      for (XmlElement tag : set.all("Tag")) {
        add(tags, tag.required("Key"), tag.required("Value"));
      }
    }
    return checked(tags);
  }

  private static void add(Map<String, String> tags, String key, String value) {
    boolean fits = !key.isEmpty() && key.length() <= LONGEST_KEY && value.length() <= LONGEST_VALUE;
    if (!fits || tags.put(key, value) != null) {
      throw S3ErrorCode.INVALID_TAG.error();
    }
  }

  private static Map<String, String> checked(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw S3ErrorCode.INVALID_TAG.error("Object tags cannot be greater than " + MOST);
    }
    return tags;
  }

  public static XmlWriter xml(Map<String, String> tags) {
    XmlWriter xml = XmlWriter.of("Tagging").open("TagSet");
    tags.forEach((key, value) -> xml.open("Tag").text("Key", key).text("Value", value).close());
    return xml;
  }
}
