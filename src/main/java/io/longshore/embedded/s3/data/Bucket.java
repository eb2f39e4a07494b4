package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.S3ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A bucket with the index of its objects and uploads in memory. Each change is written to the
 * journal before it becomes visible.
 */
public final class Bucket implements AutoCloseable {

  private static final long MIN_LINES_TO_COMPACT = 1000;

  private final BucketProperties properties;
  private final BucketFiles data;
  private final BucketJournal journal;
  private final NavigableMap<String, StoredObject> objects =
      new ConcurrentSkipListMap<>(KeyOrder.BYTES);
  private final Map<String, OpenUpload> uploads = new ConcurrentHashMap<>();
  private boolean deleted;

  private Bucket(BucketProperties properties, Path folder) {
    this.properties = properties;
    this.data = new BucketFiles(folder.resolve("data"));
    this.journal = new BucketJournal(folder.resolve("journal"));
  }

  /** Replays the journal, compacts it if needed, and deletes unreferenced files. */
  static Bucket open(BucketProperties properties, Path folder) throws IOException {
    Bucket bucket = new Bucket(properties, folder);
    bucket.journal.read(bucket::apply);
    long currentLines =
        bucket.objects.size() + bucket.currentState().skip(bucket.objects.size()).count();
    if (bucket.journal.lineCount() > MIN_LINES_TO_COMPACT + 2 * currentLines) {
      bucket.journal.replace(bucket.currentState());
    }
    Set<String> files = new HashSet<>();
    bucket
        .objects
        .values()
        .forEach(o -> o.content().files().forEach(file -> files.add(file.name())));
    bucket
        .uploads
        .values()
        .forEach(u -> u.parts().values().forEach(part -> files.add(part.file().name())));
    bucket.data.deleteUnreferenced(files);
    return bucket;
  }

  private void apply(JsonObject change) {
    if (change.containsKey("object")) {
      StoredObject object = StoredObject.of(change.getJsonObject("object"), data);
      objects.put(object.key(), object);
      if (object.uploadId() != null) {
        uploads.remove(object.uploadId());
      }
    } else if (change.containsKey("deleted")) {
      objects.remove(change.getString("deleted"));
    } else if (change.containsKey("begin")) {
      OpenUpload upload = OpenUpload.of(change);
      uploads.put(upload.id(), upload);
    } else if (change.containsKey("part")) {
      OpenUpload.Part part = OpenUpload.Part.of(change);
      uploads.get(change.getString("part")).parts().put(part.number(), part);
    } else if (change.containsKey("aborted")) {
      uploads.remove(change.getString("aborted"));
    }
  }

  private Stream<JsonObject> currentState() {
    return Stream.concat(
        objects.values().stream().map(Bucket::putLine),
        uploads.values().stream()
            .flatMap(
                upload ->
                    Stream.concat(
                        Stream.of(upload.toJson()),
                        upload.parts().values().stream().map(part -> part.toJson(upload.id())))));
  }

  private static JsonObject putLine(StoredObject object) {
    return new JsonObject().put("object", object.toJson());
  }

  public BucketProperties properties() {
    return properties;
  }

  public BucketFiles data() {
    return data;
  }

  public NavigableMap<String, StoredObject> objects() {
    return objects;
  }

  public Map<String, OpenUpload> uploads() {
    return uploads;
  }

  public Optional<StoredObject> find(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  public StoredObject object(String key) {
    return find(key).orElseThrow(S3ErrorCode.NO_SUCH_KEY::error);
  }

  /** The upload with an id. Fails if it belongs to another key. */
  public OpenUpload upload(String id, String key) {
    return Optional.ofNullable(uploads.get(id))
        .filter(upload -> upload.key().equals(key))
        .orElseThrow(S3ErrorCode.NO_SUCH_UPLOAD::error);
  }

  /**
   * Stores an object, and replaces an existing object with the same key.
   *
   * @param condition throws if the existing object does not meet the preconditions
   */
  public synchronized void put(StoredObject object, Consumer<Optional<StoredObject>> condition) {
    requireNotDeleted();
    condition.accept(find(object.key()));
    journal.write(putLine(object));
    StoredObject previous = objects.put(object.key(), object);
    if (previous != null && previous.content() != object.content()) {
      previous.content().markReplaced();
    }
  }

  /** Changes the metadata of an object. */
  public synchronized void change(String key, UnaryOperator<StoredObject> change) {
    put(change.apply(object(key)), previous -> {});
  }

  public synchronized void delete(String key, Consumer<Optional<StoredObject>> condition) {
    condition.accept(find(key));
    if (objects.containsKey(key)) {
      journal.write(new JsonObject().put("deleted", key));
      objects.remove(key).content().markReplaced();
    }
  }

  public synchronized void createUpload(OpenUpload upload) {
    requireNotDeleted();
    journal.write(upload.toJson());
    uploads.put(upload.id(), upload);
  }

  public synchronized void addPart(String upload, String key, OpenUpload.Part part) {
    OpenUpload open = upload(upload, key);
    journal.write(part.toJson(upload));
    OpenUpload.Part previous = open.parts().put(part.number(), part);
    if (previous != null) {
      data.delete(previous.file().name());
    }
  }

  public synchronized void abortUpload(String upload, String key) {
    OpenUpload open = upload(upload, key);
    journal.write(new JsonObject().put("aborted", upload));
    uploads.remove(upload);
    open.parts().values().forEach(part -> data.delete(part.file().name()));
  }

  /** Completes an upload. Atomic: an abort takes effect before it or fails. */
  public synchronized StoredObject completeUpload(
      String upload,
      String key,
      Function<OpenUpload, StoredObject> toObject,
      Consumer<Optional<StoredObject>> condition) {
    OpenUpload open = upload(upload, key);
    StoredObject object = toObject.apply(open);
    put(object, condition);
    uploads.remove(upload);
    Set<String> keptFiles = new HashSet<>();
    object.content().files().forEach(file -> keptFiles.add(file.name()));
    open.parts().values().stream()
        .map(part -> part.file().name())
        .filter(file -> !keptFiles.contains(file))
        .forEach(data::delete);
    return object;
  }

  /** Marks the bucket as deleted, so later writes fail. Fails if the bucket contains objects. */
  synchronized void markDeleted() {
    if (!objects.isEmpty()) {
      throw S3ErrorCode.BUCKET_NOT_EMPTY.error();
    }
    deleted = true;
  }

  private void requireNotDeleted() {
    if (deleted) {
      throw S3ErrorCode.NO_SUCH_BUCKET.error();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
