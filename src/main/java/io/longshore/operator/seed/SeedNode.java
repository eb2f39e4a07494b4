package io.longshore.operator.seed;

import io.longshore.operator.OperatorError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A part of a seed document, which knows its line. JSON is read as the YAML that it is. */
final class SeedNode {

  private static final int LONGEST = 8 * 1024 * 1024;
  private static final int DEEPEST = 30;

  /** What YAML 1.1 reads as true. */
  private static final Set<String> TRUE = Set.of("true", "yes", "on");

  private final Node node;

  private SeedNode(Node node) {
    this.node = node;
  }

  /**
   * Reads a document.
   *
   * @throws io.longshore.api.ApiError with the line if it is no YAML or no mapping
   */
  static SeedNode parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(0); // an alias could contain itself
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (!(root instanceof MappingNode)) {
        throw OperatorError.VALIDATION.because(
            "line 1: a seed document is a mapping, for example of apps to a list of apps");
      }
      return new SeedNode(root);
    } catch (MarkedYAMLException wrong) {
      throw OperatorError.VALIDATION.because(
          "line %d: %s"
              .formatted(
                  wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1,
                  wrong.getProblem()));
    } catch (YAMLException wrong) {
      throw OperatorError.VALIDATION.because(
          "line 1: the document cannot be read: too long or deep");
    }
  }

  int line() {
    return node.getStartMark().getLine() + 1;
  }

  /** A refusal of the document because of this part. */
  RuntimeException because(String message) {
    return OperatorError.VALIDATION.because("line %d: %s".formatted(line(), message));
  }

  /** Refuses members that are not among these. */
  SeedNode requireOnly(String what, Set<String> members) {
    if (!(node instanceof MappingNode mapping)) {
      throw because(what + " is a mapping with members among " + new TreeSet<>(members));
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      SeedNode key = new SeedNode(tuple.getKeyNode());
      if (!seen.add(key.scalar())) {
        throw key.because("%s has %s twice".formatted(what, key.scalar()));
      }
      if (!members.contains(key.scalar())) {
        throw key.because(
            "%s has no member %s; it has %s".formatted(what, key.scalar(), new TreeSet<>(members)));
      }
    }
    return this;
  }

  /** The parts of a list; empty if the member is absent. */
  List<SeedNode> list(String member) {
    return find(member)
        .map(
            found -> {
              if (found.node instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(SeedNode::new).toList();
              }
              throw found.because(member + " is a list");
            })
        .orElse(List.of());
  }

  String required(String what, String member) {
    return text(member).orElseThrow(() -> because("%s needs %s".formatted(what, member)));
  }

  /** The text of a member; empty if the member is absent or has no value. */
  Optional<String> text(String member) {
    return find(member)
        .filter(found -> !found.node.getTag().equals(Tag.NULL))
        .map(
            found -> {
              if (!(found.node instanceof ScalarNode)) {
                throw found.because(member + " is a text");
              }
              return found.scalar();
            });
  }

  Optional<SeedNode> find(String member) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .filter(t -> t.getKeyNode() instanceof ScalarNode key && key.getValue().equals(member))
            .map(tuple -> new SeedNode(tuple.getValueNode()))
            .findFirst()
        : Optional.empty();
  }

  private String scalar() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /**
   * Whether a member is true; false if it is absent.
   *
   * @throws io.longshore.api.ApiError if it is neither true nor false
   */
  boolean flag(String member) {
    Object value = find(member).map(SeedNode::json).orElse(false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw find(member).orElse(this).because(member + " is true or false");
  }

  /**
   * A member that is a mapping, as JSON; empty if the member is absent.
   *
   * @throws io.longshore.api.ApiError if it is no mapping
   */
  JsonObject object(String member) {
    Object value = find(member).map(SeedNode::json).orElseGet(JsonObject::new);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw find(member).orElse(this).because(member + " is a mapping");
  }

  /** The part as JSON. */
  Object json() {
    if (node instanceof MappingNode mapping) {
      JsonObject object = new JsonObject();
      mapping
          .getValue()
          .forEach(
              tuple ->
                  object.put(
                      new SeedNode(tuple.getKeyNode()).scalar(),
                      new SeedNode(tuple.getValueNode()).json()));
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray array = new JsonArray();
      sequence.getValue().forEach(item -> array.add(new SeedNode(item).json()));
      return array;
    }
    return value((ScalarNode) node);
  }

  private Object value(ScalarNode scalar) {
    String text = scalar.getValue();
    try {
      if (scalar.getTag().equals(Tag.BOOL)) {
        return TRUE.contains(text.toLowerCase(Locale.ROOT));
      } else if (scalar.getTag().equals(Tag.INT)) {
        return Long.valueOf(text);
      } else if (scalar.getTag().equals(Tag.FLOAT)) {
        return Double.valueOf(text);
      } else if (scalar.getTag().equals(Tag.NULL)) {
        return null;
      }
      return text;
    } catch (NumberFormatException wrong) {
      throw because(text + " is not a number that JSON has");
    }
  }
}
