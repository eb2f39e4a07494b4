package io.longshore.edge.validation;

import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Converts a parameter's text to its schema's type, then validates it. */
final class ParameterValidator {

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?");

  private final String name;
  private final boolean required;
  private final boolean explode;
  private final boolean list;
  private final Set<JsonType> types;
  private final Validator validator;

  ParameterValidator(Parameter parameter, SchemaCompiler compiler) {
    JsonObject schema = compiler.resolved((JsonObject) parameter.getSchema());
    this.name = parameter.getName();
    this.required = parameter.isRequired();
    this.explode = parameter.isExplode();
    Set<JsonType> own = JsonType.parse(schema.getValue("type", "string"));
    this.list = own.contains(JsonType.ARRAY);
    this.types = list ? itemTypes(schema, compiler) : own;
    this.validator = compiler.compile(schema);
  }

  private static Set<JsonType> itemTypes(JsonObject schema, SchemaCompiler compiler) {
    JsonObject items = compiler.resolved(schema.getJsonObject("items", new JsonObject()));
    return JsonType.parse(items.getValue("type", "string"));
  }

  /**
   * Adds the parameter's value under its name; an absent parameter adds nothing.
   *
   * @param texts the parameter's values as sent, or null
   * @return the violation, or null
   */
  Violation read(List<String> texts, JsonObject parameters) {
    if (texts == null || texts.isEmpty()) {
      return required ? Violation.here("is required").at(name) : null;
    }
    if (!list && texts.size() > 1) {
      return Violation.here("must be given only once").at(name);
    }
    Object value = list ? items(texts) : typed(texts.get(0));
    Violation violation = validator.validate(value);
    if (violation != null) {
      return violation.at(name);
    }
    parameters.put(name, value);
    return null;
  }

  private List<Object> items(List<String> texts) {
    List<Object> items = new ArrayList<>();
    for (String text : texts) {
      for (String item : explode ? new String[] {text} : text.split(",", -1)) {
        items.add(typed(item));
      }
    }
    return items;
  }

  /** Text that is not of the type stays text, which the validator then refuses. */
  private Object typed(String text) {
    boolean number = types.contains(JsonType.NUMBER) || types.contains(JsonType.INTEGER);
    if (number && NUMBER.matcher(text).matches()) {
      return number(text);
    }
    if (types.contains(JsonType.BOOLEAN) && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return text;
  }

  private static Object number(String text) {
    boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (!whole) {
      double number = Double.parseDouble(text);
      return Double.isInfinite(number) ? text : number;
    }
    BigInteger integer = new BigInteger(text);
    return integer.bitLength() < 32
        ? (Object) integer.intValue()
        : integer.bitLength() < 64 ? (Object) integer.longValue() : integer;
  }
}
