package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of files through the operator API. */
@Timeout(120)
class FileUploadsIT {

  private static final String ACCOUNT = "111122223333";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/import";
  private static final String BUCKET = "uploads-" + ACCOUNT;
  private static final String FOLDER = "s3://" + BUCKET + "/in/";
  private static final AccessKey OWNER = fileKey(ACCOUNT);
  private static final AccessKey OTHER_ACCOUNT = fileKey("444455556666");
  private static final int PIECE = 750_000;
  private static final int PART = 7 * PIECE;

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;
  private static S3Objects objects;

  @BeforeAll
  static void start() throws Exception {
    server =
        OperatorServer.start(
            folder,
            Map.of(
                "roles",
                "{\"" + ROLE + "\":{\"allowed\":\"" + FOLDER + "\"}}",
                "test.controls",
                "true"),
            OWNER,
            OTHER_ACCOUNT);
    calls = new OperatorCalls(server.uri());
    objects = new S3Objects(server.s3(ACCOUNT));
    objects.createBucket(BUCKET);
  }

  @AfterAll
  static void stop() {
    if (objects != null) {
      objects.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Reply create(String name, String into, String role) {
    return calls.post(
        OWNER,
        "/imports/uploads",
        new JsonObject().put("RoleArn", role).put("S3Folder", into).put("Name", name));
  }

  private static Reply created(String name) {
    Reply made = create(name, FOLDER, ROLE);
    assertThat(made.status()).as("%s", made).isEqualTo(200);
    return made;
  }

  private static Reply part(AccessKey key, String upload, int number, byte[] content) {
    JsonArray pieces = new JsonArray();
    for (int at = 0; at == 0 || at < content.length; at += PIECE) {
      byte[] piece = Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE));
      pieces.add(Base64.getEncoder().encodeToString(piece));
    }
    return calls.post(
        key,
        "/imports/uploads/" + upload + "/parts",
        new JsonObject().put("PartNumber", number).put("Content", pieces));
  }

  private static Reply end(AccessKey key, String upload, String how) {
    return calls.post(key, "/imports/uploads/" + upload + "/" + how, null);
  }

  private static byte[] read(Reply upload) {
    String key = upload.text("S3Url").substring(("s3://" + BUCKET + "/").length());
    return objects.bytes(BUCKET, key);
  }

  @Test
  void parts_in_any_order_become_one_object() {
    byte[] content = new byte[2 * PART + 17];
    new SplittableRandom(1).nextBytes(content);
    Reply made = created("rows.csv");
    String id = made.text("UploadId");
    assertThat(made.text("S3Url")).startsWith(FOLDER).endsWith("/rows.csv");

    assertThat(part(OWNER, id, 3, Arrays.copyOfRange(content, 2 * PART, content.length)).status())
        .isEqualTo(200);
    assertThat(part(OWNER, id, 1, new byte[PART]).status()).isEqualTo(200);
    assertThat(end(OWNER, id, "complete").text("Message")).contains("Part 2", "missing");
    assertThat(part(OWNER, id, 2, Arrays.copyOfRange(content, PART, 2 * PART)).status())
        .isEqualTo(200);
    assertThat(part(OWNER, id, 1, Arrays.copyOf(content, PART)).status()).isEqualTo(200);
    Reply whole = end(OWNER, id, "complete");

    assertThat(whole.body().getLong("Bytes")).isEqualTo(content.length);
    assertThat(read(made)).isEqualTo(content);
    assertThat(end(OWNER, id, "complete")).isEqualTo(whole);
    assertThat(part(OWNER, id, 1, new byte[1]).error()).startsWith("ConflictException");
    assertThat(end(OWNER, id, "abort").error()).startsWith("ConflictException");
  }

  @Test
  void an_empty_file_is_one_empty_part() {
    Reply made = created("empty.csv");

    assertThat(end(OWNER, made.text("UploadId"), "complete").status()).isEqualTo(409);
    assertThat(part(OWNER, made.text("UploadId"), 1, new byte[0]).status()).isEqualTo(200);
    assertThat(end(OWNER, made.text("UploadId"), "complete").status()).isEqualTo(200);
    assertThat(read(made)).isEmpty();
  }

  @Test
  void a_completion_that_was_not_recorded_is_repeated() {
    Reply made = created("rows.csv");
    String id = made.text("UploadId");
    part(OWNER, id, 1, "a\n".getBytes(StandardCharsets.UTF_8));
    Reply whole = end(OWNER, id, "complete");
    Sql.run(
        server.database(), "UPDATE file_upload SET outcome = NULL WHERE id = '%s'".formatted(id));

    assertThat(end(OWNER, id, "complete")).isEqualTo(whole);
    assertThat(read(made)).asString(StandardCharsets.UTF_8).isEqualTo("a\n");
  }

  @Test
  void the_first_part_of_two_must_have_5_mib() {
    String id = created("small.csv").text("UploadId");
    part(OWNER, id, 1, new byte[10]);
    part(OWNER, id, 2, new byte[10]);

    Reply refused = end(OWNER, id, "complete");

    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(end(OWNER, id, "abort").status()).isEqualTo(200);
    assertThat(end(OWNER, id, "abort").status()).isEqualTo(200);
    assertThat(end(OWNER, id, "complete").text("Message")).contains("ABORTED");
  }

  @Test
  void places_that_the_role_may_not_use_are_refused() {
    assertThat(create("a.csv", "s3://" + BUCKET + "/out/", ROLE).text("Message"))
        .contains("may not use");
    assertThat(create("a.csv", FOLDER, ROLE.replace("import", "other")).error())
        .startsWith("ValidationException");
    assertThat(create("a.csv", FOLDER, ROLE.replace(ACCOUNT, OTHER_ACCOUNT.account())).error())
        .startsWith("ValidationException");
    assertThat(create("a.csv", "s3://" + BUCKET + "/in/../out/", ROLE).text("Message"))
        .contains("S3Folder");
    assertThat(create("../a.csv", FOLDER, ROLE).error()).startsWith("ValidationException");
  }

  @Test
  void nobody_but_its_account_sees_an_upload() {
    String id = created("mine.csv").text("UploadId");

    assertThat(part(OTHER_ACCOUNT, id, 1, new byte[1]).status()).isEqualTo(404);
    assertThat(end(OTHER_ACCOUNT, id, "complete").status()).isEqualTo(404);
    assertThat(end(OTHER_ACCOUNT, id, "abort").status()).isEqualTo(404);
    assertThat(end(OWNER, id, "abort").status()).isEqualTo(200);
  }

  @Test
  void content_that_is_not_base64_or_too_long_is_refused() {
    String id = created("bad.csv").text("UploadId");
    JsonObject body =
        new JsonObject().put("PartNumber", 1).put("Content", new JsonArray().add("*"));
    assertThat(calls.post(OWNER, "/imports/uploads/" + id + "/parts", body).status())
        .isEqualTo(400);
    assertThat(part(OWNER, id, 1, new byte[PART + 1]).status()).isEqualTo(400);
    assertThat(part(OWNER, id, 0, new byte[1]).status()).isEqualTo(400);
  }

  @Test
  void an_upload_that_nothing_happens_to_is_aborted_after_a_day() {
    Reply old = created("old.csv");
    part(OWNER, old.text("UploadId"), 1, new byte[PART]);
    String key = old.text("S3Url").substring(("s3://" + BUCKET + "/").length());
    assertThat(objects.openUploads(BUCKET)).anyMatch(open -> open.contains(key));
    Sql.run(
        server.database(),
        "UPDATE file_upload SET touched_at = now() - interval '25 hours' WHERE id = '%s'"
            .formatted(old.text("UploadId")));
    Reply young = created("young.csv");

    assertThat(calls.post(OWNER, "/test/maintenance", null).status()).isEqualTo(200);

    assertThat(objects.openUploads(BUCKET)).noneMatch(open -> open.contains(key));
    assertThat(part(OWNER, old.text("UploadId"), 2, new byte[1]).status()).isEqualTo(404);
    assertThat(part(OWNER, young.text("UploadId"), 1, new byte[1]).status()).isEqualTo(200);
  }

  @Test
  void an_account_has_at_most_100_open_uploads() {
    Sql.run(
        server.database(),
        """
        INSERT INTO file_upload (id, account, role_arn, bucket, object_key, upload_id)
        SELECT gen_random_uuid(), '%s', '%s', '%s', 'in/x', 'u' FROM generate_series(1, 100)"""
            .formatted(ACCOUNT, ROLE, BUCKET));
    try {
      assertThat(create("more.csv", FOLDER, ROLE).error()).startsWith("ConflictException");
    } finally {
      Sql.run(server.database(), "DELETE FROM file_upload WHERE object_key = 'in/x'");
    }
  }
}
