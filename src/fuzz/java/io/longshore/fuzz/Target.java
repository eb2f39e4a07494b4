package io.longshore.fuzz;

import io.longshore.edge.http.RequestTargetFuzz;
import io.longshore.edge.protocol.JsonBodyParserFuzz;
import io.longshore.identity.sigv4.AuthorizationHeaderFuzz;
import io.longshore.identity.sigv4.SignatureFuzz;
import io.longshore.service.personalize.schema.AvroSchemaFuzz;
import io.longshore.transfer.parquet.ParquetFuzz;
import io.longshore.transfer.read.CsvFuzz;
import io.longshore.transfer.read.GzipFuzz;
import io.longshore.transfer.read.JsonLinesFuzz;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A parser of untrusted bytes as a fuzz target. It throws on any input that the parser handles
 * incorrectly.
 */
enum Target {
  AUTHORIZATION(
      AuthorizationHeaderFuzz.class,
      AuthorizationHeaderFuzz::fuzzerTestOneInput,
      AuthorizationHeaderFuzz::seeds),
  SIGNATURE(SignatureFuzz.class, SignatureFuzz::fuzzerTestOneInput, SignatureFuzz::seeds),
  REQUEST_TARGET(
      RequestTargetFuzz.class, RequestTargetFuzz::fuzzerTestOneInput, RequestTargetFuzz::seeds),
  JSON_BODY(
      JsonBodyParserFuzz.class, JsonBodyParserFuzz::fuzzerTestOneInput, JsonBodyParserFuzz::seeds),
  CSV(CsvFuzz.class, CsvFuzz::fuzzerTestOneInput, CsvFuzz::seeds),
  JSON_LINES(JsonLinesFuzz.class, JsonLinesFuzz::fuzzerTestOneInput, JsonLinesFuzz::seeds),
  GZIP(GzipFuzz.class, GzipFuzz::fuzzerTestOneInput, GzipFuzz::seeds),
  PARQUET(ParquetFuzz.class, ParquetFuzz::fuzzerTestOneInput, ParquetFuzz::seeds),
  AVRO_SCHEMA(AvroSchemaFuzz.class, AvroSchemaFuzz::fuzzerTestOneInput, AvroSchemaFuzz::seeds);

  private final Class<?> type;
  private final Consumer<byte[]> input;
  private final Supplier<List<byte[]>> seeds;

  Target(Class<?> type, Consumer<byte[]> input, Supplier<List<byte[]>> seeds) {
    this.type = type;
    this.input = input;
    this.seeds = seeds;
  }

  void take(byte[] bytes) {
    input.accept(bytes);
  }

  /** Seeds: valid and nearly valid inputs. */
  List<byte[]> seeds() {
    return seeds.get();
  }

  /** The class name for Jazzer. */
  String className() {
    return type.getName();
  }
}
