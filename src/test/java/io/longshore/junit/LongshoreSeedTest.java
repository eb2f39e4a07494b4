package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.junit.http.JsonReply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongshoreSeedTest {

  private final LongshoreSeed seed =
      new LongshoreSeed(
          new JsonReply(
              Map.of(
                  "Resources",
                  List.of(
                      Map.of("Kind", "bucket", "Name", "prices", "Id", "prices"),
                      Map.of("Kind", "dataSet", "Name", "prices", "Id", "7", "Arn", "arn:7"),
                      Map.of("Kind", "app", "Name", "shop", "Id", "8")))));

  @Test
  void a_name_that_only_one_resource_has_needs_no_kind() {
    assertThat(seed.id("shop")).isEqualTo("8");
    assertThatThrownBy(() -> seed.arn("shop")).hasMessage("shop has no ARN");
  }

  @Test
  void a_name_that_several_resources_have_needs_a_kind() {
    assertThatThrownBy(() -> seed.id("prices"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[bucket, dataSet]");
    assertThat(seed.id("bucket", "prices")).isEqualTo("prices");
    assertThat(seed.arn("dataSet", "prices")).isEqualTo("arn:7");
  }

  @Test
  void an_unknown_name_or_kind_is_refused_with_the_names_that_there_are() {
    assertThatThrownBy(() -> seed.id("shoes")).hasMessageContaining("app shop");
    assertThatThrownBy(() -> seed.id("app", "prices")).hasMessageContaining("dataSet prices");
  }
}
