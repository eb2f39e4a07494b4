package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes an answer's XML. */
final class Xml {

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final StringBuilder text = new StringBuilder(512);
  private final Deque<String> open = new ArrayDeque<>();

  private Xml() {
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  }

  static Xml of(String root) {
    Xml xml = new Xml();
    xml.text.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    xml.open.push(root);
    return xml;
  }

  /** An error has no namespace. */
  static Xml plain(String root) {
    return new Xml().open(root);
  }

  Xml open(String name) {
    text.append('<').append(name).append('>');
    open.push(name);
    return this;
  }

  Xml close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  Xml text(String name, Object value) {
    text.append('<').append(name).append('>');
    escape(value.toString());
    text.append("</").append(name).append('>');
    return this;
  }

  /** Who is given something in an ACL. */
  Xml grantee(String account) {
    text.append("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    text.append(" xsi:type=\"CanonicalUser\">");
    open.push("Grantee");
    return text("ID", Digests.hex(Digests.of("SHA-256", account)))
        .text("DisplayName", account)
        .close();
  }

  /** Text of the element that is open. */
  Xml inside(String value) {
    escape(value);
    return this;
  }

  /** An element that is there only where it has a value. */
  Xml maybe(String name, Object value) {
    return value == null ? this : text(name, value);
  }

  /** Of a bucket or object: a person, as ACLs name one. */
  Xml owner(String name, String account) {
    return open(name)
        .text("ID", Digests.hex(Digests.of("SHA-256", account)))
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

  Buffer done() {
    while (!open.isEmpty()) {
      close();
    }
    return Buffer.buffer(text.toString());
  }
}
