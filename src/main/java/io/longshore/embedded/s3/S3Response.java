package io.longshore.embedded.s3;

import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.data.ObjectContent;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The response to an S3 request.
 *
 * @param content the object content to stream, opened for reading; null for none
 * @param slices the slices of the content that form the body
 */
public record S3Response(
    int status,
    Map<String, String> headers,
    Buffer body,
    ObjectContent content,
    List<ObjectContent.Slice> slices) {

  public static S3Response of(int status) {
    return new S3Response(status, new LinkedHashMap<>(), Buffer.buffer(), null, List.of());
  }

  public static S3Response of(XmlWriter xml) {
    return of(xml.toBuffer(), "application/xml");
  }

  public static S3Response of(Buffer body, String contentType) {
    S3Response response = new S3Response(200, new LinkedHashMap<>(), body, null, List.of());
    return response.with("Content-Type", contentType);
  }

  static S3Response of(S3Error error, String resource, String requestId) {
    XmlWriter xml =
        XmlWriter.withoutNamespace("Error")
            .text("Code", error.code())
            .text("Message", error.getMessage())
            .text("Resource", resource)
            .text("RequestId", requestId)
            .text("HostId", requestId);
    S3Response response =
        new S3Response(error.status(), new LinkedHashMap<>(), xml.toBuffer(), null, List.of());
    return response.with("Content-Type", "application/xml");
  }

  public S3Response with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  public S3Response with(Map<String, String> values) {
    headers.putAll(values);
    return this;
  }
}
