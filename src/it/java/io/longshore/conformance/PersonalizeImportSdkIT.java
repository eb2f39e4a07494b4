package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.personalize.model.DatasetImportJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalize.model.InvalidInputException;
import software.amazon.awssdk.services.personalize.model.ResourceAlreadyExistsException;

/** Import jobs with the AWS SDK for Java, and exports that run at the same time. */
class PersonalizeImportSdkIT extends PersonalizeSdkFixture {

  private static final String FILMS =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0",
       "fields":[{"name":"ITEM_ID","type":"string"},
                 {"name":"GENRE","type":"string","categorical":true},
                 {"name":"YEAR","type":"int"},{"name":"VOTES","type":"long"},
                 {"name":"SCORE","type":"float"},{"name":"PRICE","type":"double"},
                 {"name":"NEW","type":"boolean"},
                 {"name":"PLOT","type":["null","string"],"textual":true}]}""";

  private static final String SHOP_ITEMS =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0",
       "fields":[{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"float"},
                 {"name":"CATEGORY_L1","type":"string","categorical":true},
                 {"name":"STOCK","type":"int"}]}""";

  @Test
  void imports_replace_or_add_bulk_rows_and_keep_put_records() {
    String items = dataset(group("bulk"), "Items", schema("bulk-items", ITEMS));
    server.put(
        bucket, "in/a.csv", "PRICE,ITEM_ID,GENRES\n1.10,a,x|y\n1.10,a,x|y\n,b,\"q,\"\"\n😀\"\n");
    server.put(bucket, "in/b.csv", "ITEM_ID,GENRES,PRICE,MORE\nc,,2,ignored\n");
    server.put(bucket, "in/deep/c.csv", "ITEM_ID,GENRES,PRICE\nd,,\n");
    server.put(bucket, "in/note.txt", "no CSV");
    assertThat(failure(items, "early", "in/", "INCREMENTAL")).isEqualTo("refused");

    assertThat(imported(items, "first", "in/", "FULL").status()).isEqualTo("ACTIVE");
    get(() -> events.putItems(r -> r.datasetArn(items).items(i -> i.itemId("p"))));

    assertThat(lines(items, "after-first", IngestionMode.BULK))
        .containsExactlyInAnyOrder("a,x|y,1.10", "b,\"q,\"\"", "😀\",", "c,,2");
    server.put(bucket, "more.csv", "ITEM_ID,GENRES,PRICE\na,new,3\n");
    assertThat(imported(items, "second", "more.csv", "INCREMENTAL").status()).isEqualTo("ACTIVE");
    assertThat(lines(items, "after-second", IngestionMode.BULK))
        .containsExactlyInAnyOrder("a,new,3", "b,\"q,\"\"", "😀\",", "c,,2");
    assertThat(imported(items, "third", "more.csv", "FULL").status()).isEqualTo("ACTIVE");
    assertThat(lines(items, "after-third", IngestionMode.ALL))
        .containsExactlyInAnyOrder("a,new,3", "p,,");
    assertThat(imported(items, "fourth", "more.csv", "FULL").importModeAsString())
        .isEqualTo("FULL");
    assertThat(
            server
                .rows(
                    "select count(*) from personalize_record r"
                        + " join personalize_resource d on d.uid = r.container"
                        + " where r.load is not null and d.arn = $1",
                    items)
                .get(0)
                .getLong(0))
        .isEqualTo(2);
    assertThat(
            get(() -> client.listDatasetImportJobs(r -> r.datasetArn(items))).datasetImportJobs())
        .extracting(each -> each.jobName())
        .containsExactly("fourth", "third", "second", "first");
  }

  @Test
  void duplicate_rows_of_any_files_and_imports_are_exported_once() {
    String interactions =
        dataset(group("twins"), "Interactions", schema("twins-schema", INTERACTIONS));
    server.put(bucket, "twins/a.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,a,1\nu,b,1\nu,a,1\nv,a,1\n");
    server.put(bucket, "twins/b.csv", "USER_ID,ITEM_ID,TIMESTAMP\nv,a,1\nu,a,1\nu,a,2\n");
    server.put(bucket, "more-twins.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,a,2\nw,a,1\nw,a,1\n");

    assertThat(imported(interactions, "twins", "twins/", "FULL").status()).isEqualTo("ACTIVE");
    assertThat(lines(interactions, "full", IngestionMode.BULK))
        .containsExactlyInAnyOrder("u,a,1", "u,b,1", "v,a,1", "u,a,2");
    assertThat(imported(interactions, "more-twins", "more-twins.csv", "INCREMENTAL").status())
        .isEqualTo("ACTIVE");
    assertThat(lines(interactions, "both", IngestionMode.BULK))
        .containsExactlyInAnyOrder("u,a,1", "u,b,1", "v,a,1", "u,a,2", "w,a,1");
    assertThat(lines(interactions, "all", IngestionMode.ALL)).hasSize(5);
  }

  @Test
  void an_empty_value_is_accepted_unless_the_dataset_type_requires_one() {
    String items = dataset(group("holes"), "Items", schema("holes-items", FILMS));
    String rows = "162414,Drama,,,,,,\n1,,1995,1,0.5,2.5,true,fun\n2,,,,,,,\n";
    server.put(bucket, "holes.csv", "ITEM_ID,GENRE,YEAR,VOTES,SCORE,PRICE,NEW,PLOT\n" + rows);
    server.put(bucket, "no-id.csv", "ITEM_ID,GENRE,YEAR,VOTES,SCORE,PRICE,NEW,PLOT\n,a,1,,,,,\n");

    assertThat(imported(items, "holes", "holes.csv", "FULL"))
        .extracting(each -> each.status() + " " + each.failureReason())
        .isEqualTo("ACTIVE null");
    assertThat(lines(items, "holes-out", IngestionMode.ALL))
        .containsExactlyInAnyOrder(rows.split("\n"));
    assertThat(failure(items, "no-id", "no-id.csv", "FULL")).contains("ITEM_ID is required");

    String back = parts("holes-out").get(0);
    assertThat(imported(items, "holes-back", back, "FULL").status()).isEqualTo("ACTIVE");
    assertThat(lines(items, "holes-again", IngestionMode.BULK))
        .containsExactlyInAnyOrder(rows.split("\n"));
  }

  @Test
  void one_percent_of_malformed_values_is_skipped_and_reported() {
    String items = dataset(group("odd"), "Items", schema("odd-items", ITEMS));
    String rows = IntStream.range(0, 199).mapToObj(i -> i + ",x,1\n").collect(Collectors.joining());
    String head = "ITEM_ID,GENRES,PRICE\n";
    server.put(bucket, "odd.csv", head + rows + "a,,2006–2007\n");
    server.put(bucket, "odder.csv", head + rows + "a,,dear\nb,,dear\nc,,dear\n");

    assertThat(imported(items, "odd", "odd.csv", "FULL"))
        .extracting(each -> each.status() + " " + each.failureReason())
        .isEqualTo(
            "ACTIVE 1 of 200 rows have a value that was left out: s3://%s/odd.csv line 201: PRICE must be of the type float"
                .formatted(bucket));
    assertThat(lines(items, "odd-out", IngestionMode.ALL)).hasSize(200).contains("a,,");
    assertThat(failure(items, "odder", "odder.csv", "FULL"))
        .contains("3 rows do not fit: s3://")
        .contains("odder.csv line 203: PRICE must be of the type float");
  }

  @Test
  void only_fields_that_a_domain_requires_must_have_values() {
    String schema =
        get(() ->
                client.createSchema(
                    r -> r.name("shop-items").domain("ECOMMERCE").schema(SHOP_ITEMS)))
            .schemaArn();
    String group =
        get(() -> client.createDatasetGroup(r -> r.name("shop-holes").domain("ECOMMERCE")))
            .datasetGroupArn();
    String items = dataset(group, "Items", schema);
    server.put(bucket, "shop.csv", "ITEM_ID,PRICE,CATEGORY_L1,STOCK\na,1,x,\n");
    server.put(bucket, "shop-bad.csv", "ITEM_ID,PRICE,CATEGORY_L1,STOCK\na,,x,1\nb,1,,1\n");

    assertThat(imported(items, "shop", "shop.csv", "FULL").status()).isEqualTo("ACTIVE");
    assertThat(failure(items, "shop-bad", "shop-bad.csv", "FULL"))
        .contains("line 2: PRICE is required")
        .contains("line 3: CATEGORY_L1 is required");
  }

  @Test
  void an_import_that_does_not_match_the_schema_fails_with_a_reason_and_shows_no_rows() {
    String items = dataset(group("misfit"), "Items", schema("misfit-items", ITEMS));
    server.put(bucket, "bad/columns.csv", "ITEM_ID\na\n");
    server.put(bucket, "bad/types.csv", "ITEM_ID,GENRES,PRICE\na,,1\nb,,dear\n,,1\n");

    assertThat(failure(items, "columns", "bad/columns.csv", "FULL"))
        .contains("Input CSV is missing the following columns:[GENRES, PRICE]");
    assertThat(failure(items, "types", "bad/types.csv", "FULL"))
        .contains("types.csv line 3: PRICE must be of the type float")
        .contains("line 4: ITEM_ID is required");
    assertThat(failure(items, "nothing", "bad/none/", "FULL"))
        .isEqualTo(
            "Invalid Data location. s3://%s/bad/none/ is no object, and no folder with files of CSV in it: such as end in .csv, .csv.gz or nothing"
                .formatted(bucket));
    assertThat(lines(items, "empty", IngestionMode.ALL)).isEmpty();
    assertThat(
            server.rows(
                "select 1 from personalize_record r join personalize_resource d on d.uid ="
                    + " r.container where d.arn = $1",
                items))
        .isEmpty();
    refused(
        ResourceAlreadyExistsException.class,
        () -> create(items, "types", "bad/types.csv", "FULL"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALL", "BULK"}) // ALL reads single rows, BULK packed rows
  void a_full_import_that_switches_while_an_export_runs_does_not_mix_its_rows(IngestionMode mode) {
    String name = "switch-" + mode;
    String frozen = "frozen-" + mode;
    String interactions = dataset(group(name), "Interactions", schema(name, INTERACTIONS));
    int rows = 60_000; // enough rows for several files
    server.put(bucket, "old.csv", views(rows, "old"));
    server.put(bucket, "new.csv", views(10, "new"));
    imported(interactions, name + "-old", "old.csv", "FULL");
    server.gatedStore.hold(
        key -> key.startsWith("out/" + frozen + "/") && !key.contains("part-00000"));
    String export = createExport(interactions, frozen, mode);
    server.until(
        () -> Future.succeededFuture(server.gatedStore.held),
        held -> held.stream().filter(key -> key.contains(frozen)).count() == 3);

    assertThat(imported(interactions, name + "-new", "new.csv", "FULL").status())
        .isEqualTo("ACTIVE");
    assertThat(imported(interactions, name + "-newer", "new.csv", "FULL").status())
        .isEqualTo("ACTIVE");
    assertThat(lines(interactions, name + "-meanwhile", mode)).hasSize(10);
    server.gatedStore.open();

    assertThat(ended(export).status()).isEqualTo("ACTIVE");
    assertThat(parts(frozen)).hasSize(4);
    assertThat(parts(frozen).stream().flatMap(file -> text(file).lines().skip(1)))
        .hasSize(rows)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.contains(",old,"));
  }

  private static String views(int rows, String item) {
    return IntStream.range(0, rows)
        .mapToObj(row -> "u" + row + "," + item + "," + row)
        .collect(Collectors.joining("\n", "USER_ID,ITEM_ID,TIMESTAMP\n", "\n"));
  }

  @Test
  void common_variants_of_csv_are_imported() {
    String items = dataset(group("people"), "Items", schema("people-items", ITEMS));
    server.put(bucket, "people/a.csv", "item_id, genres, Price,,\na, x|y, 1.5,,\n");
    server.put(bucket, "people/b.csv", "ITEM_ID;GENRES;PRICE\nb;\"x;y\";2\n;;\n");
    server.put(bucket, "people/part-00000", "ITEM_ID\tGENRES\tPRICE\nc\t\t3\n");
    server.put(
        bucket, "people/PUT-S3-1-2026-11-29-10-00-00-a1b2", ",ITEM_ID,GENRES,PRICE\n0,d,,4\n");
    server.put(bucket, "people/_SUCCESS", "no CSV");
    server.put(bucket, "people/.part-00000.crc", "no CSV");
    server.put(bucket, "twice.csv", "ITEM_ID,Genres,genres,PRICE\na,,,\n");
    server.put(bucket, "pipes.csv", "ITEM_ID|GENRES|PRICE\na||1\n");

    assertThat(imported(items, "people", "people/", "FULL"))
        .extracting(each -> each.status() + " " + each.failureReason())
        .isEqualTo("ACTIVE null");
    assertThat(lines(items, "people-out", IngestionMode.ALL))
        .containsExactlyInAnyOrder("a,x|y,1.5", "b,x;y,2", "c,,3", "d,,4");
    assertThat(failure(items, "twice", "twice.csv", "FULL")).contains("has a column twice");
    assertThat(failure(items, "pipes", "pipes.csv", "FULL"))
        .contains("missing the following columns:[ITEM_ID, GENRES, PRICE]")
        .contains("must name them, with commas between; it is [ITEM_ID|GENRES|PRICE]");
  }

  @Test
  void an_import_without_rows_leaves_the_dataset_unchanged_and_reports_it() {
    String items = dataset(group("rowless"), "Items", schema("rowless-items", ITEMS));
    server.put(bucket, "one.csv", "ITEM_ID,GENRES,PRICE\na,,1\n");
    server.put(bucket, "rowless/a.csv", "ITEM_ID,GENRES,PRICE\n");
    server.put(bucket, "rowless/b.csv", "ITEM_ID,GENRES,PRICE\n,,\n");
    server.put(bucket, "empty.csv", "");
    assertThat(imported(items, "one", "one.csv", "FULL").status()).isEqualTo("ACTIVE");

    for (String key : List.of("rowless/", "empty.csv")) {
      for (String mode : List.of("FULL", "INCREMENTAL")) {
        assertThat(failure(items, "none-" + key.charAt(0) + mode, key, mode))
            .contains("no row below their headers", "the dataset is as it was");
      }
    }
    assertThat(lines(items, "rowless-out", IngestionMode.ALL)).containsExactly("a,,1");

    server.put(bucket, "rowless/c.csv", "ITEM_ID,GENRES,PRICE\nc,,3\n");
    assertThat(imported(items, "some", "rowless/", "FULL"))
        .extracting(each -> each.status() + " " + each.failureReason())
        .isEqualTo(
            "ACTIVE s3://%1$s/rowless/a.csv has no row below its header; s3://%1$s/rowless/b.csv has no row below its header"
                .formatted(bucket));
  }

  private static String failure(String dataset, String name, String key, String mode) {
    try {
      DatasetImportJob job = imported(dataset, name, key, mode);
      assertThat(job.status()).isEqualTo("CREATE FAILED");
      return job.failureReason();
    } catch (InvalidInputException refused) {
      return "refused";
    }
  }
}
