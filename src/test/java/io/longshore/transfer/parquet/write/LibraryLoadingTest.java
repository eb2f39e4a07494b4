package io.longshore.transfer.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Destination;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.personalize.job.DatasetExportJob;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.transfer.write.ExportFormat;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.ObjectEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the library for Parquet is loaded. */
class LibraryLoadingTest {

  /** Runs in a class loader of its own. */
  public static final class Exports implements Runnable {

    @Override
    public void run() {
      List<Object> types =
          List.of(
              new EndpointExportJob(null, ObjectStores.NONE, null),
              new DatasetExportJob(null, ObjectStores.NONE, null),
              new AudienceExportJob(null, ObjectStores.NONE, null));
      assertThat(types).doesNotContainNull();
      Destination gzip = new Destination("role", "bucket", "key.gz", "application/gzip");
      assertThat(ExportFormat.isParquet(new Piece(null, Optional.of(gzip)))).isFalse();
      assertThat(Exporter.class.getDeclaredMethods()).isNotEmpty();
      assertThat(ObjectEncoder.class.getDeclaredMethods()).isNotEmpty();
      for (Object type : types) {
        assertThat(type.getClass().getDeclaredMethods()).isNotEmpty(); // links all of their types
      }
    }
  }

  /** Runs in a class loader of its own. */
  public static final class ParquetFile implements Runnable {

    @Override
    public void run() {
      ParquetEncoder.ofJsonLines(
              "row", List.of(RowMember.text("a")), chunk -> chunk, Optional.empty())
          .end(0);
    }
  }

  /** Loads the classes of Longshore itself and lists which of the library are asked for. */
  private static final class Recording extends ClassLoader {

    private final List<String> library = new ArrayList<>();

    Recording() {
      super(LibraryLoadingTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.apache.parquet.") || name.startsWith("org.locationtech.")) {
        library.add(name);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded != null || !name.startsWith("io.longshore.")
          ? loaded != null ? loaded : super.loadClass(name, resolve)
          : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }

    List<String> run(Class<? extends Runnable> program) throws ReflectiveOperationException {
      ((Runnable) loadClass(program.getName()).getDeclaredConstructor().newInstance()).run();
      return library;
    }
  }

  @Test
  void exports_of_rows_load_no_class_of_the_library() throws Exception {
    assertThat(new Recording().run(Exports.class)).isEmpty();
  }

  @Test
  void a_parquet_file_loads_the_library() throws Exception {
    assertThat(new Recording().run(ParquetFile.class)).isNotEmpty();
  }
}
