package io.longshore.service.pinpoint.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A segment's condition as a tree that is translated to SQL. */
sealed interface SegmentNode {

  /** The condition in SQL over an endpoint's columns and {@code e}, its line as jsonb; not null. */
  String exact(Parameters parameters);

  /** Whether there is a {@link #hint}. */
  boolean hinted();

  /** A cheap condition over columns that holds wherever the exact one holds. */
  String hint(Parameters parameters);

  /** Whether the exact condition needs columns only, and so is its own hint. */
  boolean cheap();

  static SegmentNode all(List<? extends SegmentNode> nodes) {
    return new Joined(List.copyOf(nodes), true);
  }

  static SegmentNode any(List<? extends SegmentNode> nodes) {
    return nodes.isEmpty() ? all(List.of()) : new Joined(List.copyOf(nodes), false);
  }

  static SegmentNode none(List<? extends SegmentNode> nodes) {
    return nodes.isEmpty() ? all(List.of()) : new Not(any(nodes));
  }

  /** The values of a condition's {@code $n}. */
  final class Parameters {
    private final int first;
    private final List<Object> values = new ArrayList<>();

    Parameters(int first) {
      this.first = first;
    }

    String bind(Object value) {
      values.add(value);
      return "$" + (first + values.size() - 1);
    }

    List<Object> values() {
      return List.copyOf(values);
    }
  }

  /** A condition that needs columns only. */
  record Columns(Function<Parameters, String> sql) implements SegmentNode {
    @Override
    public String exact(Parameters parameters) {
      return sql.apply(parameters);
    }

    @Override
    public boolean hinted() {
      return true;
    }

    @Override
    public String hint(Parameters parameters) {
      return sql.apply(parameters);
    }

    @Override
    public boolean cheap() {
      return true;
    }
  }

  /**
   * A condition over the line.
   *
   * @param hints terms of which the endpoint has one if the condition holds; empty when unknown
   */
  record Line(Function<Parameters, String> sql, List<Integer> hints) implements SegmentNode {
    @Override
    public String exact(Parameters parameters) {
      return "coalesce(" + sql.apply(parameters) + ", false)"; // an absent member does not match
    }

    @Override
    public boolean hinted() {
      return !hints.isEmpty();
    }

    @Override
    public String hint(Parameters parameters) {
      String terms = parameters.bind(hints.toArray(Integer[]::new));
      return "coalesce(terms && " + terms + "::integer[], true)";
    }

    @Override
    public boolean cheap() {
      return false;
    }
  }

  /** All of some conditions, or one of them. */
  record Joined(List<SegmentNode> nodes, boolean all) implements SegmentNode {
    @Override
    public String exact(Parameters parameters) {
      return join(nodes.stream().map(node -> node.exact(parameters)).toList());
    }

    @Override
    public boolean hinted() {
      return all
          ? nodes.stream().anyMatch(SegmentNode::hinted)
          : nodes.stream().allMatch(SegmentNode::hinted);
    }

    @Override
    public String hint(Parameters parameters) {
      return join(
          nodes.stream().filter(SegmentNode::hinted).map(node -> node.hint(parameters)).toList());
    }

    @Override
    public boolean cheap() {
      return nodes.stream().allMatch(SegmentNode::cheap);
    }

    private String join(List<String> conditions) {
      return conditions.isEmpty()
          ? "true"
          : "(" + String.join(all ? " and " : " or ", conditions) + ")";
    }
  }

  /** The opposite of a condition. */
  record Not(SegmentNode node) implements SegmentNode {
    @Override
    public String exact(Parameters parameters) {
      return "not " + node.exact(parameters);
    }

    @Override
    public boolean hinted() {
      return node.cheap();
    }

    @Override
    public String hint(Parameters parameters) {
      return "not " + node.exact(parameters);
    }

    @Override
    public boolean cheap() {
      return node.cheap();
    }
  }
}
