package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.CommonError;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of errors that all services share. */
class ErrorsPageTest {

  private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z]+)` \\| ([0-9]{3}) \\|.*");

  @Test
  void the_page_has_every_common_error_with_its_status() {
    Map<String, Integer> documented = new TreeMap<>();
    for (String line :
        MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/errors-and-limits.md")).lines()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), Integer.valueOf(row.group(2)));
      }
    }
    Map<String, Integer> known = new TreeMap<>();
    for (CommonError error : CommonError.values()) {
      known.put(error.shape(), error.status());
    }
    assertThat(documented).isEqualTo(known);
  }
}
