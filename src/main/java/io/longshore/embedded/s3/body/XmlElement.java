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
 * An element of an XML request body.
 *
 * @param text the character data directly in the element
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

  private static final int MAX_DEPTH = 16;

  /** Parses a document with an expected root element. Ignores the document type declaration. */
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
      XmlElement document = parse(reader, 0);
      if (!document.name().equals(root)) {
        throw S3ErrorCode.MALFORMED_XML.error("The root element must be " + root + ".");
      }
      return document;
    } catch (XMLStreamException | IllegalStateException malformed) {
      throw S3ErrorCode.MALFORMED_XML.error();
    }
  }

  private static XmlElement parse(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > MAX_DEPTH) {
      throw S3ErrorCode.MALFORMED_XML.error();
    }
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(parse(reader, depth + 1));
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
