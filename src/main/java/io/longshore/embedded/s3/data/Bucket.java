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
 * A bucket: its objects and uploads in memory, each change of them in a journal before it is seen.
 */
public final class Bucket implements AutoCloseable {

  private static final long FEW_LINES = 1000;

  private final BucketProperties facts;
  private final BucketFiles data;
  private final BucketJournal journal;
  private final NavigableMap<String, StoredObject> objects =
      new ConcurrentSkipListMap<>(KeyOrder.BYTES);
  private final Map<String, OpenUpload> uploads = new ConcurrentHashMap<>();
  private boolean deleted;

  private Bucket(BucketProperties facts, Path folder) {
    this.facts = facts;
    this.data = new BucketFiles(folder.resolve("data"));
    this.journal = new BucketJournal(folder.resolve("journal"));
  }

  /** Reads what is there, and deletes what nothing names any more. */
  static Bucket open(BucketProperties facts, Path folder) throws IOException {
    Bucket bucket = new Bucket(facts, folder);
    bucket.journal.read(bucket::apply);
    long wanted = bucket.objects.size() + bucket.changes().skip(bucket.objects.size()).count();
    if (bucket.journal.lines() > FEW_LINES + 2 * wanted) {
      bucket.journal.replace(bucket.changes());
    }
    Set<String> files = new HashSet<>();
    bucket.objects.values().forEach(o -> o.content().pieces().forEach(p -> files.add(p.file())));
    bucket
        .uploads
        .values()
        .forEach(u -> u.parts().values().forEach(p -> files.add(p.piece().file())));
    bucket.data.deleteAllBut(files);
    return bucket;
  }

  private void apply(JsonObject change) {
    if (change.containsKey("object")) {
      StoredObject object = StoredObject.of(change.getJsonObject("object"), data);
      objects.put(object.key(), object);
      if (object.upload() != null) {
        uploads.remove(object.upload());
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

  private Stream<JsonObject> changes() {
    return Stream.concat(
        objects.values().stream().map(Bucket::change),
        uploads.values().stream()
            .flatMap(
                upload ->
                    Stream.concat(
                        Stream.of(upload.toJson()),
                        upload.parts().values().stream().map(part -> part.toJson(upload.id())))));
  }

  private static JsonObject change(StoredObject object) {
    return new JsonObject().put("object", object.toJson());
  }

  public BucketProperties facts() {
    return facts;
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

  /** The upload of that id, to that key. */
  public OpenUpload upload(String id, String key) {
    return Optional.ofNullable(uploads.get(id))
        .filter(upload -> upload.key().equals(key))
        .orElseThrow(S3ErrorCode.NO_SUCH_UPLOAD::error);
  }

  /**
   * Puts an object in the place of what is there.
   *
   * @param condition refuses by what is there
   */
  public synchronized void put(StoredObject object, Consumer<Optional<StoredObject>> condition) {
    requireThere();
    condition.accept(find(object.key()));
    journal.write(change(object));
    StoredObject before = objects.put(object.key(), object);
    if (before != null && before.content() != object.content()) {
      before.content().replace();
    }
  }

  /** Changes an object without its bytes. */
  public synchronized void change(String key, UnaryOperator<StoredObject> change) {
    put(change.apply(object(key)), before -> {});
  }

  public synchronized void delete(String key, Consumer<Optional<StoredObject>> condition) {
    condition.accept(find(key));
    if (objects.containsKey(key)) {
      journal.write(new JsonObject().put("deleted", key));
      objects.remove(key).content().replace();
    }
  }

  public synchronized void begin(OpenUpload upload) {
    requireThere();
    journal.write(upload.toJson());
    uploads.put(upload.id(), upload);
  }

  public synchronized void add(String upload, String key, OpenUpload.Part part) {
    OpenUpload open = upload(upload, key);
    journal.write(part.toJson(upload));
    OpenUpload.Part before = open.parts().put(part.number(), part);
    if (before != null) {
      data.delete(before.piece().file());
    }
  }

  public synchronized void abort(String upload, String key) {
    OpenUpload open = upload(upload, key);
    journal.write(new JsonObject().put("aborted", upload));
    uploads.remove(upload);
    open.parts().values().forEach(part -> data.delete(part.piece().file()));
  }

  /** Makes an object of an upload, in one change: an abort comes before it or is too late. */
  public synchronized StoredObject complete(
      String upload,
      String key,
      Function<OpenUpload, StoredObject> made,
      Consumer<Optional<StoredObject>> condition) {
    OpenUpload open = upload(upload, key);
    StoredObject object = made.apply(open);
    put(object, condition);
    uploads.remove(upload);
    Set<String> kept = new HashSet<>();
    object.content().pieces().forEach(piece -> kept.add(piece.file()));
    open.parts().values().stream()
        .map(part -> part.piece().file())
        .filter(file -> !kept.contains(file))
        .forEach(data::delete);
    return object;
  }

  /** From now on nothing can be put into it. */
  synchronized void end() {
    if (!objects.isEmpty()) {
      throw S3ErrorCode.BUCKET_NOT_EMPTY.error();
    }
    deleted = true;
  }

  private void requireThere() {
    if (deleted) {
      throw S3ErrorCode.NO_SUCH_BUCKET.error();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
