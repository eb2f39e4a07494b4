package io.longshore.transfer.parquet.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.schema.MessageType;

/** Parses JSON lines. */
final class JsonRowParser implements RowParser {

  private static final JsonFactory JSON = new JsonFactory();

  private final MessageType schema;

  JsonRowParser(String name, List<RowMember> members) {
    this.schema = RowSchema.of(name, members);
  }

  @Override
  public int begin(byte[] chunk) {
    return 0;
  }

  @Override
  public MessageType schema() {
    return schema;
  }

  @Override
  public void parse(byte[] chunk, int from, ParquetContent file) {
    try (JsonParser in = JSON.createParser(chunk, from, chunk.length - from)) {
      long begun = 0;
      while (in.nextToken() != null) {
        file.row().json(in, 0);
        long ended = in.currentLocation().getByteOffset();
        file.endRow(ended - begun);
        begun = ended;
      }
    } catch (IOException malformed) { // without its message, which quotes the line
      throw new IllegalStateException("A line of an export is no JSON object");
    }
  }
}
