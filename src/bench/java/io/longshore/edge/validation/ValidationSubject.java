package io.longshore.edge.validation;

import io.longshore.api.CommonError;
import io.longshore.edge.SampleService;
import io.longshore.edge.protocol.JsonBodyParser;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.Map;

/** An operation's validator, for the benchmark in another package. */
public final class ValidationSubject {

  private final RequestValidator validator;
  private final Validator check;

  public ValidationSubject(String contract, String operationId) {
    Vertx vertx = Vertx.vertx();
    OpenAPIContract loaded = SampleService.await(OpenAPIContract.from(vertx, contract));
    SampleService.await(vertx.close());
    SchemaCompiler compiler = new SchemaCompiler(loaded.getRawContract());
    this.validator =
        new RequestValidator(loaded.operation(operationId), compiler, CommonError.SERIALIZATION);
    this.check =
        compiler.compile(
            (JsonObject)
                loaded
                    .operation(operationId)
                    .getRequestBody()
                    .getContent()
                    .get("application/json")
                    .getSchema());
  }

  /** Parses and validates a body, as the edge does. */
  public JsonObject read(Buffer body) {
    return validator.body(body.getBytes());
  }

  /** Parses a body only. */
  public Map<String, Object> parse(byte[] body) {
    return JsonBodyParser.parse(body, CommonError.SERIALIZATION);
  }

  /** Validates a parsed body only. */
  public boolean fits(Map<String, Object> parsed) {
    return check.validate(parsed) == null;
  }
}
