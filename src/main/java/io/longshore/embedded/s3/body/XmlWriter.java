package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.checksum.MessageDigests;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes an answer's XML. */
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

  /** An error has no namespace. */
  public static XmlWriter plain(String root) {
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

  /** Who is given something in an ACL. */
  public XmlWriter grantee(String account) {
    text.append("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    text.append(" xsi:type=\"CanonicalUser\">");
    open.push("Grantee");
    return text("ID", MessageDigests.hex(MessageDigests.of("SHA-256", account)))
        .text("DisplayName", account)
        .close();
  }

  /** Text of the element that is open. */
  public XmlWriter inside(String value) {
    escape(value);
    return this;
  }

  /** An element that is there only where it has a value. */
  public XmlWriter maybe(String name, Object value) {
    return value == null ? this : text(name, value);
  }

  /** Of a bucket or object: a person, as ACLs name one. */
  public XmlWriter owner(String name, String account) {
    return open(name)
        .text("ID", MessageDigests.hex(MessageDigests.of("SHA-256", account)))
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

  public Buffer done() {
    while (!open.isEmpty()) {
      close();
    }
    return Buffer.buffer(text.toString());
  }
}
