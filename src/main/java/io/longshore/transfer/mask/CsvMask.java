package io.longshore.transfer.mask;

import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRules;
import io.longshore.transfer.write.RowTransform;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Masks CSV as exports write it: the first row has the names of the columns, absent values have no
 * quotes, and line ends are within quotes or end a row. Absent values stay absent.
 */
public final class CsvMask implements RowTransform {

  /** A column and the column whose values it lists, separated by a bar. */
  private static final String LIST = "IMPRESSION";

  private static final String LISTED = "ITEM_ID";

  private final List<MaskTree> columns;
  private final int lists;
  private final MaskedText masked;
  private boolean begun;

  /**
   * @param names of the columns, in their order
   */
  public CsvMask(MaskRules rules, List<String> names) {
    MaskTree all = MaskTree.of(rules);
    boolean listed = all.member(LIST).action() == MaskAction.KEEP;
    this.columns =
        names.stream()
            .map(name -> all.member(listed && name.equals(LIST) ? LISTED : name))
            .toList();
    this.lists = names.indexOf(LIST);
    this.masked = new MaskedText(rules);
  }

  /** Whether any column is left. */
  public boolean hasColumns() {
    return columns.stream().anyMatch(column -> column.action() != MaskAction.DROP);
  }

  @Override
  public byte[] apply(byte[] chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(chunk.length + chunk.length / 2);
    int at = 0;
    while (at < chunk.length) {
      at = row(chunk, at, out);
    }
    return out.toByteArray();
  }

  /** Returns where the next row begins. */
  private int row(byte[] chunk, int from, ByteArrayOutputStream out) {
    int at = from;
    int end = from;
    boolean first = true;
    for (int column = 0; column < columns.size(); column++) {
      end = end(chunk, at);
      if (columns.get(column).action() != MaskAction.DROP) {
        if (!first) {
          out.write(',');
        }
        first = false;
        value(chunk, at, end, column, out);
      }
      at = end + 1;
    }
    if (chunk[end] != '\n') {
      throw new IllegalStateException("A row to be masked has more values than columns");
    }
    out.write('\n');
    begun = true;
    return at;
  }

  private void value(byte[] chunk, int at, int end, int column, ByteArrayOutputStream out) {
    MaskTree rule = columns.get(column);
    if (!begun || at == end || !MaskedText.changes(rule)) {
      out.write(chunk, at, end - at);
      return;
    }
    String text = unquoted(new String(chunk, at, end - at, StandardCharsets.UTF_8));
    String changed =
        column == lists
            ? Stream.of(text.split("\\|", -1))
                .map(each -> masked.of(rule, each))
                .collect(Collectors.joining("|"))
            : masked.of(rule, text);
    out.writeBytes(quoted(changed).getBytes(StandardCharsets.UTF_8));
  }

  /** The index of the comma or line end behind a value. */
  private static int end(byte[] chunk, int from) {
    int at = from;
    boolean quoted = false;
    while (at < chunk.length && (quoted || chunk[at] != ',' && chunk[at] != '\n')) {
      quoted ^= chunk[at] == '"'; // two quotes within quotes change it twice
      at++;
    }
    if (at == chunk.length) {
      throw new IllegalStateException("A row to be masked has fewer values than columns");
    }
    return at;
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replace("\"\"", "\"")
        : value;
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> ",\"\n\r".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
