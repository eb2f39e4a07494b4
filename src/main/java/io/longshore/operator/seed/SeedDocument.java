package io.longshore.operator.seed;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A seed document whose members are known, whose names are there and unique, and whose references
 * resolve. What services demand of their requests, they check themselves.
 */
public final class SeedDocument {

  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          "buckets", Set.of("name", "objects"),
          "apps", Set.of("name", "endpoints", "endpointsFile", "segments"),
          "schemas", Set.of("name", "schema", "schemaFile", "domain"),
          "datasetGroups", Set.of("name", "domain"),
          "datasets", Set.of("name", "type", "group", "schema", "rows", "rowsFile"),
          "dataSets", Set.of("name", "description", "revisions"),
          "trainingDatasets", Set.of("name", "request"));
  private static final Set<String> OBJECT = Set.of("key", "text", "file");
  private static final Set<String> SEGMENT = Set.of("name", "request");
  private static final Set<String> REVISION = Set.of("comment", "assets", "finalized");
  private static final Set<String> ASSET = Set.of("bucket", "key");
  private static final Set<String> FILE_MEMBERS =
      Set.of("file", "endpointsFile", "schemaFile", "rowsFile");

  private final SeedNode root;
  private final Map<String, String> files;

  private SeedDocument(SeedNode root, Map<String, String> files) {
    this.root = root;
    this.files = files;
  }

  /**
   * Reads and checks a document.
   *
   * @param files the contents of the files that it names
   * @throws io.longshore.api.ApiError with the line of the first mistake
   */
  public static SeedDocument parse(String text, Map<String, String> files) {
    SeedDocument document = new SeedDocument(SeedNode.parse(text), files);
    document.check();
    return document;
  }

  /** The names of the files that a document names. */
  public static Set<String> files(String text) {
    Set<String> names = new HashSet<>();
    collect(SeedNode.parse(text).json(), names);
    return names;
  }

  /** The account that a document names. */
  public static Optional<String> account(String text) {
    return SeedNode.parse(text).text("account");
  }

  private static void collect(Object json, Set<String> names) {
    if (json instanceof JsonObject object) {
      object.forEach(
          entry -> {
            if (FILE_MEMBERS.contains(entry.getKey()) && entry.getValue() instanceof String name) {
              names.add(name);
            }
            collect(entry.getValue(), names);
          });
    } else if (json instanceof Iterable<?> items) {
      items.forEach(item -> collect(item, names));
    }
  }

  List<SeedNode> parts(String kind) {
    return root.list(kind);
  }

  private void check() {
    Set<String> top = new HashSet<>(MEMBERS.keySet());
    top.add("account");
    root.requireOnly("a seed document", top);
    MEMBERS.forEach(this::check);
    parts("buckets")
        .forEach(
            bucket ->
                bucket
                    .list("objects")
                    .forEach(
                        object -> {
                          object.requireOnly("an object", OBJECT).required("an object", "key");
                          content(object, "text", "file");
                        }));
    parts("apps")
        .forEach(
            app ->
                app.list("segments")
                    .forEach(
                        s -> {
                          s.requireOnly("a segment", SEGMENT).required("a segment", "name");
                          s.object("request");
                        }));
    parts("trainingDatasets").forEach(part -> part.object("request"));
    parts("datasets").forEach(this::checkDataset);
    parts("dataSets").forEach(SeedDocument::checkDataSet);
    parts("apps").forEach(app -> content(app, "", "endpointsFile"));
    parts("schemas").forEach(schema -> content(schema, "", "schemaFile"));
  }

  private void check(String kind, Set<String> members) {
    Set<String> names = new HashSet<>();
    for (SeedNode part : parts(kind)) {
      String name = part.requireOnly("an entry of " + kind, members).required(kind, "name");
      if (!names.add(name)) {
        throw part.because("%s has the name %s twice".formatted(kind, name));
      }
    }
  }

  private void checkDataset(SeedNode dataset) {
    dataset.required("a dataset", "type");
    requireKnown(dataset, "group", "datasetGroups");
    requireKnown(dataset, "schema", "schemas");
    content(dataset, "rows", "rowsFile");
  }

  private void requireKnown(SeedNode dataset, String member, String kind) {
    String name = dataset.required("a dataset", member);
    if (parts(kind).stream()
        .noneMatch(part -> part.text("name").filter(name::equals).isPresent())) {
      throw dataset.because("%s %s is not among %s".formatted(member, name, kind));
    }
  }

  private static void checkDataSet(SeedNode set) {
    for (SeedNode revision : set.list("revisions")) {
      revision.requireOnly("a revision", REVISION).required("a revision", "comment");
      revision.flag("finalized");
      revision
          .list("assets")
          .forEach(
              asset -> {
                asset.requireOnly("an asset", ASSET).required("an asset", "bucket");
                asset.required("an asset", "key");
              });
    }
  }

  /** The content of a part, inline or from a file; empty if it has none. */
  Optional<String> content(SeedNode part, String inline, String file) {
    Optional<String> own = part.text(inline);
    Optional<String> name = part.text(file);
    if (own.isPresent() && name.isPresent()) {
      throw part.because("give %s or %s, not both".formatted(inline, file));
    }
    return name.map(
            known -> {
              if (!files.containsKey(known)) {
                throw part.because("there is no file " + known);
              }
              return files.get(known);
            })
        .or(() -> own);
  }

  /**
   * An endpoint of an app.
   *
   * @param where it is in the document or in its file
   */
  record Endpoint(String where, JsonObject json) {}

  /** The endpoints of an app: those inline, and the JSON lines of its file. */
  List<Endpoint> endpoints(SeedNode app) {
    List<Endpoint> all = new ArrayList<>();
    for (SeedNode endpoint : app.list("endpoints")) {
      endpoint.required("an endpoint", "Id");
      all.add(new Endpoint("line " + endpoint.line(), (JsonObject) endpoint.json()));
    }
    int line = 0;
    for (String text : content(app, "", "endpointsFile").orElse("").split("\n")) {
      line++;
      if (!text.isBlank()) {
        String file = app.text("endpointsFile").orElse("");
        all.add(new Endpoint("line %d of %s".formatted(line, file), endpoint(app, line, text)));
      }
    }
    return all;
  }

  private static JsonObject endpoint(SeedNode app, int line, String text) {
    try {
      JsonObject endpoint = new JsonObject(text);
      if (endpoint.getValue("Id") instanceof String) {
        return endpoint;
      }
    } catch (DecodeException wrong) {
      // said below
    }
    throw app.because(
        "line %d of endpointsFile is no endpoint: a JSON object with Id".formatted(line));
  }
}
