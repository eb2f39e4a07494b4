package io.longshore.edge.routing;

import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The path templates of a contract, to find the methods of a path. */
public final class PathTemplates {

  private record Template(List<String> segments, List<String> methods) {}

  private final List<Template> templates;

  private PathTemplates(List<Template> templates) {
    this.templates = List.copyOf(templates);
  }

  /** The templates of a contract whose operations are routed by method and path. */
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

  /** The only path of a service whose operations are routed by a header. */
  public static PathTemplates root() {
    return new PathTemplates(List.of(new Template(segments("/"), List.of("POST"))));
  }

  /** The methods of a raw path, sorted; empty when the contract does not have the path. */
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

  /** Splits a raw path at its slashes; a trailing slash is ignored. */
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
      boolean matches =
          label ? !segments.get(i).isEmpty() : template.get(i).equals(segments.get(i));
      if (!matches) {
        return false;
      }
    }
    return true;
  }
}
