package io.longshore.service.pinpoint.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangedBlockTest {

  private static final GzipEncoder GZIP = GzipEncoder.fastest();
  private static final List<String> IDS = List.of("a", "b\n", "c", "\u00e4\ud83d\ude00");

  private static BlockStore.Content block(List<String> ids, String lines) {
    return new BlockStore.Content(
        7, "", GZIP.encode(lines.getBytes(UTF_8)), GZIP.encode(ChangedBlock.joined(ids)));
  }

  private static String changed(Map<String, String> changes) {
    Buffer all = Buffer.buffer("before\n");
    Map<BlockStore.Key, String> now = new HashMap<>();
    changes.forEach((id, line) -> now.put(new BlockStore.Key(7, id), line));
    now.values().removeIf(String::isEmpty);
    List<String> ids = List.copyOf(changes.keySet());
    int rows = ChangedBlock.append(all, block(IDS, "1\n2\n3\n4\n"), ids, now);
    String text = all.toString().substring("before\n".length());
    assertThat(text.lines()).hasSize(rows);
    return text;
  }

  @Test
  void lines_are_replaced_where_they_were() {
    assertThat(changed(Map.of())).isEqualTo("1\n2\n3\n4\n");
    assertThat(changed(Map.of("a", "new"))).isEqualTo("new\n2\n3\n4\n");
    assertThat(changed(Map.of("b\n", "new", "c", "newer"))).isEqualTo("1\nnew\nnewer\n4\n");
    assertThat(changed(Map.of(IDS.get(3), "new"))).isEqualTo("1\n2\n3\nnew\n");
  }

  @Test
  void lines_of_ids_that_are_gone_are_left_out() {
    assertThat(changed(Map.of("a", "", IDS.get(3), ""))).isEqualTo("2\n3\n");
    assertThat(changed(Map.of("a", "", "b\n", "", "c", "", IDS.get(3), ""))).isEmpty();
    assertThat(changed(Map.of("was never there", ""))).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void lines_of_new_ids_follow() {
    assertThat(changed(Map.of("aa", "new", "b", "newer", "c", "other")))
        .isEqualTo("1\n2\nother\n4\nnew\nnewer\n");
  }

  @Test
  void another_number_of_lines_than_ids_is_refused() {
    for (String lines : List.of("1\n2\n", "1\n2\n3\n4", "1\n2\n3\n4\n5\n")) {
      assertThatThrownBy(
              () -> ChangedBlock.append(Buffer.buffer(), block(IDS, lines), List.of(), Map.of()))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
