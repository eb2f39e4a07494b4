package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.S3ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request's XML.
 *
 * @param text what stands directly in it
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

  private static final int DEEPEST = 16;

  /** Reads a document, without its doctype, of that root. */
  public static XmlElement read(Buffer body, String root) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new ByteArrayInputStream(body.getBytes()));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      XmlElement document = element(reader, 0);
      if (!document.name().equals(root)) {
        throw S3ErrorCode.MALFORMED_XML.error("The root element must be " + root + ".");
      }
      return document;
    } catch (XMLStreamException | IllegalStateException malformed) {
      throw S3ErrorCode.MALFORMED_XML.error();
    }
  }

  private static XmlElement element(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw S3ErrorCode.MALFORMED_XML.error();
    }
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader, depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS) {
        text.append(reader.getText());
      }
    }
    return new XmlElement(name, text.toString(), children);
  }

  public List<XmlElement> all(String child) {
    return children.stream().filter(element -> element.name().equals(child)).toList();
  }

  public Optional<String> value(String child) {
    return all(child).stream().findFirst().map(XmlElement::text);
  }

  public String required(String child) {
    return value(child).orElseThrow(() -> S3ErrorCode.MALFORMED_XML.error(child + " is missing."));
  }
}
