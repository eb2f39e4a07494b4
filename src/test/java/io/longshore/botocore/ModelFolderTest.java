package io.longshore.botocore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.botocore.ModelFolder.Action;
import io.longshore.botocore.ModelFolder.Change;
import io.longshore.botocore.ModelFolder.FilesInTheWay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installation and removal of model files. */
class ModelFolderTest {

  private static final String PATH = "pinpoint/2016-12-01/waiters-2.json";

  @TempDir Path home;
  private Path folder;
  private Path file;
  private ModelFolder models;

  @BeforeEach
  void setUp() {
    folder = home.resolve(".aws/models");
    file = folder.resolve(PATH);
    models = new ModelFolder(folder);
  }

  @Test
  void files_are_written_and_a_second_time_left_as_they_are() throws IOException {
    assertThat(models.install(files("one"))).containsExactly(new Change(file, Action.WRITTEN));
    assertThat(models.install(files("one"))).containsExactly(new Change(file, Action.UNCHANGED));
    assertThat(file).hasContent("one");
  }

  @Test
  void a_newer_version_replaces_what_an_older_one_wrote_and_removes_what_it_lacks()
      throws IOException {
    models.install(Map.of(PATH, bytes("one"), "longshore/2026-11-29/service-2.json", bytes("x")));

    List<Change> changes = models.install(files("two"));

    Path gone = folder.resolve("longshore/2026-11-29/service-2.json");
    assertThat(changes)
        .containsExactly(new Change(file, Action.WRITTEN), new Change(gone, Action.REMOVED));
    assertThat(file).hasContent("two");
    assertThat(folder.resolve("longshore")).doesNotExist();
  }

  @Test
  void a_file_of_somebody_else_is_named_and_nothing_is_written() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");

    assertThatThrownBy(
            () -> models.install(Map.of(PATH, bytes("one"), "a/b/waiters-2.json", bytes("x"))))
        .isInstanceOfSatisfying(
            FilesInTheWay.class, refused -> assertThat(refused.files()).containsExactly(file));

    assertThat(file).hasContent("mine");
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(models.uninstall()).isEmpty();
    assertThat(file).hasContent("mine");
  }

  @Test
  void a_file_that_was_changed_after_its_installation_is_neither_replaced_nor_removed()
      throws IOException {
    models.install(files("one"));
    Files.writeString(file, "one, changed");

    assertThatThrownBy(() -> models.install(files("two"))).isInstanceOf(FilesInTheWay.class);
    assertThat(models.uninstall()).containsExactly(new Change(file, Action.KEPT));
    assertThat(file).hasContent("one, changed");
  }

  @Test
  void removal_leaves_the_folder_as_it_was() throws IOException {
    Path other = folder.resolve("pinpoint/2016-12-01/other.json");
    Files.createDirectories(other.getParent());
    Files.writeString(other, "mine");
    models.install(Map.of(PATH, bytes("one"), "longshore/1/service-2.json", bytes("x")));

    models.uninstall();

    try (var left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactly(other);
    }
    assertThat(folder.resolve("longshore")).doesNotExist();
    assertThat(models.uninstall()).isEmpty();
  }

  @Test
  void the_record_names_no_file_outside_of_the_folder() throws IOException {
    Path outside = Files.writeString(home.resolve("keep"), "");
    Files.createDirectories(folder);
    String empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    Files.writeString(folder.resolve(InstallRecord.NAME), empty + "  ../../keep\n");

    assertThat(models.uninstall()).isEmpty();
    assertThat(outside).exists();
  }

  private static Map<String, byte[]> files(String content) {
    return Map.of(PATH, bytes(content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
