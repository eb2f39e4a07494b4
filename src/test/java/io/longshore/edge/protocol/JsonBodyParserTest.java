package io.longshore.edge.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CommonError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyParserTest {

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":[1,", "{\"a\":{\"b\":1"})
  void an_object_that_is_not_closed_is_refused_without_words_of_the_parser(String body) {
    assertThatThrownBy(
            () ->
                JsonBodyParser.parse(
                    body.getBytes(StandardCharsets.UTF_8), CommonError.SERIALIZATION))
        .hasMessageMatching(
            "The request body is not JSON: Unexpected end-of-input[a-zA-Z:/ ]+ \\(line 1, column \\d+\\)");
  }
}
