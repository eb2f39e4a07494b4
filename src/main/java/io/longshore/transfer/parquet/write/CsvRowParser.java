package io.longshore.transfer.parquet.write;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.schema.MessageType;

/**
 * Parses CSV as exports write it: the first row has the names of the columns, absent values have no
 * quotes, and line ends are within quotes or end a row. The file has the columns that the first row
 * names, so that it does not have those that a role drops.
 */
final class CsvRowParser implements RowParser {

  private final String name;
  private final List<RowMember> known;
  private List<RowMember> columns;
  private int at;

  CsvRowParser(String name, List<RowMember> known) {
    this.name = name;
    this.known = List.copyOf(known);
  }

  @Override
  public int begin(byte[] chunk) {
    at = 0;
    if (columns == null && chunk.length > 0) {
      columns = new ArrayList<>();
      boolean more = true;
      while (more) {
        String column = new String(value(chunk), StandardCharsets.UTF_8);
        more = chunk[at++] == ',';
        columns.add(member(column));
      }
    }
    return at;
  }

  private RowMember member(String column) {
    return known.stream()
        .filter(member -> member.name().equals(column))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no type of the column " + column));
  }

  @Override
  public MessageType schema() {
    return RowSchema.of(name, columns == null ? known : columns);
  }

  @Override
  public void parse(byte[] chunk, int from, ParquetContent file) {
    at = from;
    while (at < chunk.length) {
      int begun = at;
      GroupWriter row = file.row();
      for (int column = 0; column < columns.size(); column++) {
        boolean last = column == columns.size() - 1;
        value(chunk, row.value(column));
        if (at == chunk.length || chunk[at] != (last ? '\n' : ',')) {
          throw new IllegalStateException("A row of an export has not one value for each column");
        }
        at++;
      }
      file.endRow(at - begun);
    }
  }

  private void value(byte[] chunk, ValueWriter column) {
    byte[] text = value(chunk);
    if (text == null) {
      column.absent(0, 0);
    } else {
      column.plain(text);
    }
  }

  /** The value that begins here, null if it is absent; goes to the comma or line end behind it. */
  private byte[] value(byte[] chunk) {
    int from = at;
    if (at < chunk.length && chunk[at] == '"') {
      return quoted(chunk);
    }
    while (at < chunk.length && chunk[at] != ',' && chunk[at] != '\n') {
      at++;
    }
    return at == from ? null : Arrays.copyOfRange(chunk, from, at);
  }

  private byte[] quoted(byte[] chunk) {
    int from = ++at;
    while (at < chunk.length && chunk[at] != '"') {
      at++;
    }
    if (at + 1 >= chunk.length || chunk[at + 1] != '"') {
      return Arrays.copyOfRange(chunk, from, Math.min(at++, chunk.length));
    }
    at = from;
    return unescaped(chunk);
  }

  /** A value within quotes, in which two quotes stand for one. */
  private byte[] unescaped(byte[] chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (at < chunk.length) {
      byte next = chunk[at++];
      if (next == '"') {
        if (at == chunk.length || chunk[at] != '"') {
          break;
        }
        at++;
      }
      out.write(next);
    }
    return out.toByteArray();
  }
}
