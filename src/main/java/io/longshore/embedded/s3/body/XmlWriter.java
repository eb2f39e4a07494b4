package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.checksum.MessageDigests;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes the XML of a response. */
public final class XmlWriter {

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final StringBuilder text = new StringBuilder(512);
  private final Deque<String> open = new ArrayDeque<>();

  private XmlWriter() {
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  }

  public static XmlWriter of(String root) {
    XmlWriter xml = new XmlWriter();
    xml.text.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    xml.open.push(root);
    return xml;
  }

  /** Starts a document without a namespace, as S3 error responses are. */
  public static XmlWriter withoutNamespace(String root) {
    return new XmlWriter().open(root);
  }

  public XmlWriter open(String name) {
    text.append('<').append(name).append('>');
    open.push(name);
    return this;
  }

  public XmlWriter close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  public XmlWriter text(String name, Object value) {
    text.append('<').append(name).append('>');
    escape(value.toString());
    text.append("</").append(name).append('>');
    return this;
  }

  /** Writes the grantee of an ACL. */
  public XmlWriter grantee(String account) {
    text.append("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    text.append(" xsi:type=\"CanonicalUser\">");
    open.push("Grantee");
    return text("ID", MessageDigests.hex(MessageDigests.digest("SHA-256", account)))
        .text("DisplayName", account)
        .close();
  }

  /** Writes text into the open element. */
  public XmlWriter content(String value) {
    escape(value);
    return this;
  }

  /** Writes an element unless its value is null. */
  public XmlWriter optional(String name, Object value) {
    return value == null ? this : text(name, value);
  }

  /** Writes an account with its canonical user id. */
  public XmlWriter owner(String name, String account) {
    return open(name)
        .text("ID", MessageDigests.hex(MessageDigests.digest("SHA-256", account)))
        .text("DisplayName", account)
        .close();
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        default -> {
          if (c < ' ') {
            text.append("&#").append((int) c).append(';');
          } else {
            text.append(c);
          }
        }
      }
    }
  }

  public Buffer toBuffer() {
    while (!open.isEmpty()) {
      close();
    }
    return Buffer.buffer(text.toString());
  }
}
