package io.longshore.transfer.mask;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRules;
import io.longshore.transfer.write.RowTransform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Masks JSON lines, each of them an object. An object that loses all its members is left out, as
 * exports have no empty members. What is not masked has the same value as before.
 */
public final class JsonLinesMask implements RowTransform {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private final MaskTree rules;
  private final MaskedText masked;

  public JsonLinesMask(MaskRules rules) {
    this.rules = MaskTree.of(rules);
    this.masked = new MaskedText(rules);
  }

  @Override
  public byte[] apply(byte[] chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(chunk.length + chunk.length / 2);
    try (JsonParser in = JSON.createParser(chunk);
        JsonGenerator to = JSON.createGenerator(out)) {
      to.setRootValueSeparator(null);
      while (in.nextToken() != null) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw new IllegalStateException("A line to be masked is no JSON object");
        }
        to.writeStartObject();
        members(in, to, rules, new Opening(null, ""));
        to.writeEndObject();
        to.writeRaw('\n');
      }
    } catch (IOException malformed) { // without its message, which quotes the line
      throw new IllegalStateException("A line to be masked is no JSON object");
    }
    return out.toByteArray();
  }

  /** An object whose start is written with its first member. */
  private static final class Opening {

    private final Opening parent;
    private final String name;
    private boolean open;

    Opening(Opening parent, String name) {
      this.parent = parent;
      this.name = name;
      this.open = parent == null;
    }

    void open(JsonGenerator to) throws IOException {
      if (!open) {
        parent.open(to);
        to.writeFieldName(name);
        to.writeStartObject();
        open = true;
      }
    }
  }

  private void members(JsonParser in, JsonGenerator to, MaskTree rule, Opening object)
      throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      member(in, to, rule.member(name), name, object);
    }
  }

  private void member(JsonParser in, JsonGenerator to, MaskTree rule, String name, Opening object)
      throws IOException {
    if (rule.isUniform() && rule.action() == MaskAction.DROP) {
      in.skipChildren();
    } else if (rule.isUniform() && rule.action() == MaskAction.KEEP) {
      object.open(to);
      to.writeFieldName(name);
      value(in, to, rule);
    } else if (in.currentToken() == JsonToken.START_OBJECT) {
      Opening inner = new Opening(object, name);
      members(in, to, rule, inner);
      if (inner.open) {
        to.writeEndObject();
      }
    } else if (rule.action() == MaskAction.DROP) {
      in.skipChildren();
    } else {
      object.open(to);
      to.writeFieldName(name);
      value(in, to, rule);
    }
  }

  /** A value that is not an object's member, or a list of values. */
  private void value(JsonParser in, JsonGenerator to, MaskTree rule) throws IOException {
    switch (in.currentToken()) {
      case START_ARRAY -> {
        to.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          value(in, to, rule);
        }
        to.writeEndArray();
      }
      case START_OBJECT -> {
        to.writeStartObject();
        members(in, to, rule, new Opening(null, ""));
        to.writeEndObject();
      }
      case VALUE_NULL -> to.writeNull();
      default -> text(in, to, rule);
    }
  }

  private void text(JsonParser in, JsonGenerator to, MaskTree rule) throws IOException {
    if (MaskedText.changes(rule)) {
      to.writeString(masked.of(rule, in.getText()));
    } else if (in.currentToken().isNumeric()) {
      to.writeNumber(in.getText());
    } else {
      to.copyCurrentEvent(in);
    }
  }
}
