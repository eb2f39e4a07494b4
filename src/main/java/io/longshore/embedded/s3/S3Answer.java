package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is answered.
 *
 * @param content an object that is opened for reading; null for none
 * @param slices of it, that are the body
 */
record S3Answer(
    int status,
    Map<String, String> headers,
    Buffer body,
    Content content,
    List<Content.Slice> slices) {

  static S3Answer of(int status) {
    return new S3Answer(status, new LinkedHashMap<>(), Buffer.buffer(), null, List.of());
  }

  static S3Answer of(Xml xml) {
    return of(xml.done(), "application/xml");
  }

  static S3Answer of(Buffer body, String type) {
    S3Answer answer = new S3Answer(200, new LinkedHashMap<>(), body, null, List.of());
    return answer.with("Content-Type", type);
  }

  static S3Answer of(S3Error error, String resource, String requestId) {
    Xml xml =
        Xml.plain("Error")
            .text("Code", error.code())
            .text("Message", error.getMessage())
            .text("Resource", resource)
            .text("RequestId", requestId)
            .text("HostId", requestId);
    S3Answer answer =
        new S3Answer(error.status(), new LinkedHashMap<>(), xml.done(), null, List.of());
    return answer.with("Content-Type", "application/xml");
  }

  S3Answer with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  S3Answer with(Map<String, String> more) {
    headers.putAll(more);
    return this;
  }
}
