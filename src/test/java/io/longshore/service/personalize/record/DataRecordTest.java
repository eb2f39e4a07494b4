package io.longshore.service.personalize.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.personalize.schema.RecordSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The key, the line and the id of a record. */
class DataRecordTest {

  private static final RecordSchema ITEMS =
      RecordSchema.parse(
          "{\"type\":\"record\",\"name\":\"Items\",\"fields\":[{\"name\":\"PRICE\",\"type\":\"float\"},{\"name\":\"ITEM_ID\",\"type\":\"string\"},{\"name\":\"GENRE\",\"type\":[\"null\",\"string\"]}]}");

  @Test
  void a_record_is_found_by_its_key_whatever_column_that_is() {
    DataRecord record = DataRecord.of(ITEMS, List.of("1.5", "i-1", "a,b"));

    assertThat(record.key()).isEqualTo("i-1");
    assertThat(record.line()).isEqualTo("1.5,i-1,\"a,b\"");
  }

  @Test
  void a_missing_value_is_not_an_empty_one() {
    String absent = DataRecord.of(ITEMS, Map.of("PRICE", "1", "ITEM_ID", "i")).line();
    String empty = DataRecord.of(ITEMS, Arrays.asList("1", "i", "")).line();

    assertThat(absent).isEqualTo("1,i,");
    assertThat(empty).isEqualTo("1,i,\"\"");
  }

  @Test
  void equal_rows_have_equal_ids_and_others_of_the_key_do_not() {
    DataRecord one = DataRecord.of(ITEMS, List.of("1", "i", "g"));
    DataRecord same = DataRecord.of(ITEMS, List.of("1", "i", "g"));
    DataRecord other = DataRecord.of(ITEMS, List.of("2", "i", "g"));

    assertThat(one.prefix()).isEqualTo(same.prefix()).startsWith("i\u0001").endsWith("\u0001");
    assertThat(one.prefix()).isNotEqualTo(other.prefix());
    assertThat(one.bucket()).isEqualTo(other.bucket()).isBetween((short) 0, (short) 255);
  }
}
