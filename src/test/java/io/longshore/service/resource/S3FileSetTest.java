package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Listing;
import io.longshore.service.resource.S3FileSet.S3File;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class S3FileSetTest {

  private static final int PAGE = 1000;

  /** The sizes of the bucket's objects, in S3's order. */
  private final TreeMap<String, Long> objects = new TreeMap<>();

  private int listings;

  @Test
  void a_place_that_is_an_object_is_that_object_alone_whatever_the_filter_says() {
    put("in", "in/b.csv", "in/c.csv");

    assertThat(folder("in", false)).containsExactly(new S3File("bucket", "in", 5, "etag of in"));
    assertThat(prefix("in", Integer.MAX_VALUE)).extracting(S3File::key).containsExactly("in");
    assertThat(listings).isEqualTo(1);
  }

  @Test
  void a_folder_has_the_objects_below_it_that_count() {
    put("in/a.csv", "in/below/b.csv", "in/c.txt", "input/d.csv");

    assertThat(folder("in", false))
        .extracting(S3File::key)
        .containsExactly("in/a.csv", "in/below/b.csv");
    assertThat(folder("in/", true)).extracting(S3File::key).containsExactly("in/a.csv");
  }

  @Test
  void a_prefix_has_all_objects_that_begin_with_it_and_count() {
    put("in/a.csv", "in/c.txt", "input/d.csv");

    assertThat(prefix("in", Integer.MAX_VALUE))
        .extracting(S3File::name)
        .containsExactly("a.csv", "d.csv");
  }

  @Test
  void a_listing_ends_when_enough_files_are_found() {
    IntStream.range(0, 5 * PAGE).forEach(i -> put("in/%05d.csv".formatted(i)));

    assertThat(prefix("in/", 1).get(0).key()).isEqualTo("in/00000.csv");
    assertThat(listings).isEqualTo(1);
  }

  @Test
  void nothing_is_an_empty_set() {
    assertThat(folder("in", false)).isEmpty();
    assertThat(prefix("in", 1)).isEmpty();
  }

  @Test
  void more_files_than_a_job_reads_are_refused_before_all_are_listed() {
    IntStream.range(0, 30 * PAGE).forEach(i -> put("in/%05d.csv".formatted(i)));

    assertThat(files("in", true).objectOrFolder(Optional.empty()).cause())
        .isInstanceOf(PermanentFailure.class)
        .hasMessage("s3://bucket/in has more than 10000 files, the most that one job reads");
    assertThat(listings).isEqualTo(11);
    assertThat(files("in", true).objectOrPrefix(Integer.MAX_VALUE).cause())
        .isInstanceOf(PermanentFailure.class);
  }

  @Test
  void a_file_is_read_in_the_version_that_was_listed() {
    put("in/a.csv");

    assertThat(folder("in", false).get(0).source().etag()).hasValue("etag of in/a.csv");
  }

  private List<S3File> folder(String key, boolean onlyRightInIt) {
    return files(key, false)
        .objectOrFolder(onlyRightInIt ? Optional.of("/") : Optional.empty())
        .result();
  }

  private List<S3File> prefix(String key, int most) {
    return files(key, false).objectOrPrefix(most).result();
  }

  private S3FileSet files(String key, boolean all) {
    return new S3FileSet(
        store(), new S3Place("bucket", key), file -> all || file.name().endsWith(".csv"));
  }

  private void put(String... keys) {
    List.of(keys).forEach(key -> objects.put(key, 5L));
  }

  private ObjectStore store() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, values) ->
                switch (method.getName()) {
                  case "list" ->
                      Future.succeededFuture(
                          list(
                              (String) values[1],
                              (Optional<?>) values[2],
                              (Optional<?>) values[3]));
                  case "head" -> Future.succeededFuture(head((String) values[1]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Optional<Head> head(String key) {
    return Optional.ofNullable(objects.get(key))
        .map(size -> new Head(size, "etag of " + key, "text/csv", Map.of(), Optional.empty()));
  }

  private Listing list(String prefix, Optional<?> delimiter, Optional<?> after) {
    listings++;
    String from = after.map(String.class::cast).orElse("");
    List<String> keys =
        objects.keySet().stream()
            .filter(key -> key.startsWith(prefix) && key.compareTo(from) > 0)
            .filter(key -> delimiter.isEmpty() || key.indexOf('/', prefix.length()) < 0)
            .limit(PAGE + 1)
            .toList();
    List<Listed> page =
        keys.stream()
            .limit(PAGE)
            .map(key -> new Listed(key, objects.get(key), "etag of " + key, Instant.EPOCH))
            .toList();
    return new Listing(
        page,
        List.of(),
        keys.size() > PAGE ? Optional.of(page.get(PAGE - 1).key()) : Optional.empty());
  }
}
