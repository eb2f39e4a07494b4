package io.longshore.edge.routing;

import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which methods the contract has at a path, for the answers that name them. */
public final class PathTemplates {

  private record Template(List<String> segments, List<String> methods) {}

  private final List<Template> templates;

  private PathTemplates(List<Template> templates) {
    this.templates = List.copyOf(templates);
  }

  /** The paths of a contract whose operations are found by method and path. */
  public static PathTemplates of(OpenAPIContract contract) {
    List<Template> templates = new ArrayList<>();
    for (Path path : contract.getPaths()) {
      List<String> methods =
          path.getOperations().stream()
              .map(Operation::getHttpMethod)
              .map(HttpMethod::name)
              .toList();
      templates.add(new Template(segments(path.getName()), methods));
    }
    return new PathTemplates(templates);
  }

  /** The one path of a service whose operations are found by a header. */
  public static PathTemplates root() {
    return new PathTemplates(List.of(new Template(segments("/"), List.of("POST"))));
  }

  /** The methods at that raw path, sorted; none when the contract does not have it. */
  public SortedSet<String> methods(String rawPath) {
    List<String> segments = segments(rawPath);
    SortedSet<String> methods = new TreeSet<>();
    for (Template template : templates) {
      if (matches(template.segments(), segments)) {
        methods.addAll(template.methods());
      }
    }
    return methods;
  }

  /** Split at the slashes as sent; one at the end says nothing. */
  static List<String> segments(String path) {
    boolean trailing = path.length() > 1 && path.endsWith("/");
    return List.of((trailing ? path.substring(0, path.length() - 1) : path).split("/", -1));
  }

  static boolean matches(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      boolean label = template.get(i).startsWith("{");
      boolean same = label ? !segments.get(i).isEmpty() : template.get(i).equals(segments.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
