package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.TreeMap;

/** The tags of an object. */
final class Tags {

  private static final int MOST = 10;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private Tags() {}

  /** From the header of a PUT, written as a query is. */
  static Map<String, String> ofHeader(S3Request request) {
    Map<String, String> tags = new TreeMap<>();
    String header = request.header("x-amz-tagging").orElse("");
    for (String[] pair : Address.parameters(header)) {
      add(tags, pair[0], pair[1]);
    }
    return checked(tags);
  }

  static Map<String, String> of(Buffer body) {
    Map<String, String> tags = new TreeMap<>();
    for (Elements set : Elements.read(body, "Tagging").all("TagSet")) {
      for (Elements tag : set.all("Tag")) {
        add(tags, tag.required("Key"), tag.required("Value"));
      }
    }
    return checked(tags);
  }

  private static void add(Map<String, String> tags, String key, String value) {
    boolean fits = !key.isEmpty() && key.length() <= LONGEST_KEY && value.length() <= LONGEST_VALUE;
    if (!fits || tags.put(key, value) != null) {
      throw Code.INVALID_TAG.error();
    }
  }

  private static Map<String, String> checked(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw Code.INVALID_TAG.error("Object tags cannot be greater than " + MOST);
    }
    return tags;
  }

  static Xml xml(Map<String, String> tags) {
    Xml xml = Xml.of("Tagging").open("TagSet");
    tags.forEach((key, value) -> xml.open("Tag").text("Key", key).text("Value", value).close());
    return xml;
  }
}
