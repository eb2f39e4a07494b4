package io.longshore.operator.upload;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.SafeCall;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.operator.OperatorError;
import io.longshore.operator.upload.FileUpload.Outcome;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The operations that write a file of the caller to S3, part by part, so that nothing of it is
 * buffered but one part. The object has a key of its own: an upload never replaces an object.
 */
public final class FileUploads {

  private static final int MOST_OPEN = 100;
  private static final String TYPE = "application/octet-stream";

  private final FileUploadStore rows;
  private final ObjectStores stores;
  private final RolePrecheck roles;

  public FileUploads(ServiceDependencies dependencies) {
    this.rows = new FileUploadStore(dependencies.postgres());
    this.stores = dependencies.stores();
    this.roles = new RolePrecheck(stores, OperatorError.VALIDATION);
  }

  /** Begins an upload into a folder that the role may use. */
  public Future<ServiceResponse> create(Call call) {
    String account = call.principal().account();
    String role = call.body().getString("RoleArn");
    S3Place folder =
        S3Place.folder(
            call.body().getString("S3Folder"),
            rule -> OperatorError.VALIDATION.because("S3Folder " + rule));
    UUID id = UUID.randomUUID();
    String name = id.toString().replace("-", "") + "/" + call.body().getString("Name");
    S3Place object = new S3Place(folder.bucket(), folder.in(name));
    roles.require(account, role, object.bucket(), object.key());
    FileUpload upload =
        new FileUpload(id, account, role, object, Optional.empty(), Optional.empty());
    return rows.add(upload, MOST_OPEN).compose(added -> begin(upload, added));
  }

  private Future<ServiceResponse> begin(FileUpload upload, boolean added) {
    if (!added) {
      throw OperatorError.CONFLICT.because(
          "The account has %d uploads that are neither completed nor aborted, the most at once. Abort some, or wait: they are aborted after a day"
              .formatted(MOST_OPEN));
    }
    return SafeCall.call(() -> begin(upload))
        .recover(
            failure ->
                rows.delete(upload.id()).transform(done -> Future.failedFuture(refusal(failure))))
        .map(begun -> shown(upload, new JsonObject()));
  }

  private Future<Void> begin(FileUpload upload) {
    S3Place object = upload.object();
    return store(upload)
        .createUpload(object.bucket(), object.key(), TYPE, Map.of())
        .compose(begun -> rows.begun(upload.id(), begun.uploadId()));
  }

  /** Writes one part, in place of an earlier one of its number. */
  public Future<ServiceResponse> part(Call call) {
    int number = call.body().getInteger("PartNumber");
    Buffer content = content(call.body().getJsonArray("Content"));
    return named(call)
        .map(FileUploads::open)
        .compose(
            upload ->
                SafeCall.call(() -> store(upload).uploadPart(upload.multipart(), number, content))
                    .compose(part -> rows.add(upload.id(), part))
                    .map(
                        done ->
                            shown(
                                upload,
                                new JsonObject()
                                    .put("PartNumber", number)
                                    .put("Bytes", content.length()))))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private static Buffer content(JsonArray base64) {
    Buffer bytes = Buffer.buffer();
    try {
      base64.forEach(some -> bytes.appendBytes(Base64.getDecoder().decode((String) some)));
      return bytes;
    } catch (IllegalArgumentException none) {
      throw OperatorError.VALIDATION.because("Content must be Base64: " + none.getMessage());
    }
  }

  /** Makes the object of all parts visible. */
  public Future<ServiceResponse> complete(Call call) {
    return named(call)
        .compose(upload -> rows.parts(upload.id()).compose(parts -> complete(upload, parts)))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private Future<ServiceResponse> complete(FileUpload upload, List<Part> parts) {
    boolean done = upload.outcome().equals(Optional.of(Outcome.COMPLETED));
    Future<Void> completed = done ? Future.succeededFuture() : completed(open(upload), parts);
    long bytes = parts.stream().mapToLong(Part::size).sum();
    return completed.map(
        end -> shown(upload, new JsonObject().put("Bytes", bytes).put("Parts", parts.size())));
  }

  private Future<Void> completed(FileUpload upload, List<Part> parts) {
    int missing =
        IntStream.range(0, parts.size())
            .filter(at -> parts.get(at).number() != at + 1)
            .findFirst()
            .orElse(parts.size());
    if (missing < parts.size() || parts.isEmpty()) {
      throw OperatorError.CONFLICT.because(
          "Part %d of upload %s is missing: upload it first".formatted(missing + 1, upload.id()));
    }
    return SafeCall.call(() -> store(upload).completeUpload(upload.multipart(), parts))
        .recover(failure -> unlessVisible(upload, failure))
        .compose(done -> rows.end(upload.id(), Outcome.COMPLETED));
  }

  /** An earlier call may have completed it and not have recorded it. */
  private Future<Void> unlessVisible(FileUpload upload, Throwable failure) {
    return store(upload)
        .head(upload.object().bucket(), upload.object().key())
        .compose(
            head -> head.isPresent() ? Future.succeededFuture() : Future.failedFuture(failure));
  }

  /** Drops all parts. */
  public Future<ServiceResponse> abort(Call call) {
    return named(call)
        .compose(
            upload -> {
              if (upload.outcome().equals(Optional.of(Outcome.COMPLETED))) {
                throw OperatorError.CONFLICT.because(
                    "Upload %s is completed: delete %s in S3 instead"
                        .formatted(upload.id(), upload.object()));
              }
              return SafeCall.call(() -> store(upload).abortUpload(upload.multipart()))
                  .compose(done -> rows.end(upload.id(), Outcome.ABORTED))
                  .map(done -> shown(upload, new JsonObject()));
            })
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private Future<FileUpload> named(Call call) {
    String id = call.parameter("uploadId");
    return rows.find(UUID.fromString(id), call.principal().account())
        .map(
            found ->
                found.orElseThrow(
                    () -> OperatorError.RESOURCE_NOT_FOUND.because("There is no upload " + id)));
  }

  private static FileUpload open(FileUpload upload) {
    if (upload.outcome().isPresent()) {
      throw OperatorError.CONFLICT.because(
          "Upload %s is %s: create another one".formatted(upload.id(), upload.outcome().get()));
    }
    return upload;
  }

  private ObjectStore store(FileUpload upload) {
    return stores.forRole(upload.account(), upload.roleArn());
  }

  private static ServiceResponse shown(FileUpload upload, JsonObject more) {
    return ServiceResponse.ok(
        new JsonObject()
            .put("UploadId", upload.id().toString())
            .put("S3Url", upload.object().toString())
            .mergeIn(more));
  }

  /** What the caller can correct, as an error of the API. */
  private static Throwable refusal(Throwable failure) {
    if (!(failure instanceof ObjectStoreError error)) {
      return failure;
    }
    return switch (error.kind()) {
      case PERMANENT -> OperatorError.VALIDATION.because(error.getMessage());
      case UPLOAD_GONE ->
          OperatorError.CONFLICT.because(
              "S3 has no such upload any more: create another one. " + error.getMessage());
      case THROTTLED, TRANSIENT -> failure;
    };
  }
}
