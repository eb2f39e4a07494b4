package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.longshore.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the contracts promise is what the code has words for. */
class ContractsTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.longshore");

  @Test
  void every_operation_is_named_after_its_service() throws IOException {
    for (Path file : contracts()) {
      String service = file.getFileName().toString().replaceAll("(-events)?\\.yaml", "");
      assertThat(operations(file))
          .isNotEmpty()
          .allSatisfy(
              operation ->
                  assertThat(operation.path("operationId").asText())
                      .matches(service + "\\.[A-Z][A-Za-z0-9]+"));
    }
  }

  @Test
  void the_json_that_the_build_makes_of_every_contract_says_what_its_yaml_says()
      throws IOException {
    for (Path yaml : contracts()) {
      String json = yaml.toString().replace(".yaml", ".json");
      try (InputStream built = getClass().getClassLoader().getResourceAsStream(json)) {
        assertThat(built).as(json).isNotNull();
        assertThat(new ObjectMapper().readTree(built)).isEqualTo(YAML.readTree(yaml.toFile()));
      }
    }
  }

  @Test
  void path_parameters_are_written_in_camel_case() throws IOException {
    for (Path file : contracts()) {
      YAML.readTree(file.toFile())
          .path("paths")
          .fieldNames()
          .forEachRemaining(
              path -> assertThat(path).matches("(/([A-Za-z0-9._-]+|\\{[a-z][A-Za-z0-9]*}))+|/"));
    }
  }

  @Test
  void every_error_of_a_contract_has_its_status_in_the_code() throws Exception {
    Set<String> known = new TreeSet<>();
    for (ErrorCode code : errorCodes()) {
      known.add(code.shape() + " " + code.status());
    }
    for (Path file : contracts()) {
      assertThat(known).containsAll(errors(file));
    }
  }

  /**
   * Errors as the operations refer to them: the component's name and the status it stands under.
   */
  private static Set<String> errors(Path file) throws IOException {
    Set<String> errors = new TreeSet<>();
    for (JsonNode operation : operations(file)) {
      operation
          .path("responses")
          .fields()
          .forEachRemaining(
              response -> {
                String reference = response.getValue().path("$ref").asText();
                if (!reference.isEmpty() && !response.getKey().startsWith("2")) {
                  String name = reference.substring(reference.lastIndexOf('/') + 1);
                  errors.add(name + " " + response.getKey());
                }
              });
    }
    assertThat(errors).isNotEmpty();
    return errors;
  }

  private static List<JsonNode> operations(Path file) throws IOException {
    List<JsonNode> operations = new ArrayList<>();
    YAML.readTree(file.toFile())
        .path("paths")
        .forEach(
            path ->
                path.fields()
                    .forEachRemaining(
                        entry -> {
                          if (METHODS.contains(entry.getKey())) {
                            operations.add(entry.getValue());
                          }
                        }));
    return operations;
  }

  /** The constants of all classes: of enums, and of a service's own errors. */
  private static List<ErrorCode> errorCodes() throws IllegalAccessException {
    List<ErrorCode> codes = new ArrayList<>();
    for (JavaClass type : MAIN) {
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(JavaModifier.STATIC)
            && field.getRawType().isAssignableTo(ErrorCode.class)) {
          Field constant = field.reflect();
          constant.setAccessible(true);
          codes.add((ErrorCode) constant.get(null));
        }
      }
    }
    return codes;
  }

  private static List<Path> contracts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("openapi"))) {
      List<Path> contracts = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(contracts).isNotEmpty();
      return contracts;
    }
  }

  @Test
  void every_service_module_is_registered() {
    Set<String> modules = classesOf("io.longshore.service.ServiceModule");
    assertThat(modules).isNotEmpty();
    assertThat(madeBy("io.longshore.server.ServiceRegistry")).containsAll(modules);
  }

  @Test
  void every_job_type_is_registered_by_a_module() {
    assertThat(classesOf("io.longshore.job.JobType")).isNotEmpty();
    assertThat(madeByModules()).containsAll(classesOf("io.longshore.job.JobType"));
  }

  @Test
  void every_job_type_that_no_service_keeps_for_itself_can_tell_the_request_of_a_job() {
    Set<String> shown = classesOf("io.longshore.job.JobType");
    shown.removeAll(classesOf("io.longshore.service.resource.InternalJobType"));
    assertThat(classesOf("io.longshore.service.RecreatableJobType"))
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void every_service_verticle_is_registered_by_a_module() {
    Set<String> verticles = classesOf("io.longshore.service.ServiceVerticle");
    assertThat(verticles).isNotEmpty();
    assertThat(madeByModules()).containsAll(verticles);
  }

  private static Set<String> madeByModules() {
    return classesOf("io.longshore.service.ServiceModule").stream()
        .flatMap(module -> madeBy(module).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> madeBy(String type) {
    return MAIN.get(type).getConstructorCallsFromSelf().stream()
        .map(call -> call.getTargetOwner().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The classes that implement or extend a type and can be instantiated. */
  private static Set<String> classesOf(String type) {
    return MAIN.stream()
        .filter(each -> each.isAssignableTo(type))
        .filter(each -> !each.isInterface() && !each.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(JavaClass::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
