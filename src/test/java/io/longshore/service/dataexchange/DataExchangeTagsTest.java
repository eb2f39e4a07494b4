package io.longshore.service.dataexchange;

import static io.longshore.service.dataexchange.DataExchangeSamples.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.service.resource.TaggedResource;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which resource an ARN of the tag operations names. */
class DataExchangeTagsTest {

  private static final String MINE = "arn:aws:dataexchange:us-east-1:111122223333:";

  @ParameterizedTest
  @CsvSource({
    "data-sets/s, DATA_SET, s",
    "data-sets/s/revisions/r, REVISION, r",
    "data-sets/s/revisions/r/assets/a, ASSET, a",
    "data-grants/g, DATA_GRANT, g",
    "event-actions/e, EVENT_ACTION, e"
  })
  void an_arn_names_a_resource_with_tags(
      String resource, DataExchangeResourceType type, String id) {
    TaggedResource found = DataExchangeTags.resource(OWNER, MINE + resource);

    assertThat(found.table()).isEqualTo("dataexchange_" + type.name().toLowerCase(Locale.ROOT));
    assertThat(found.ids()).endsWith(id);
  }

  @Test
  void the_ids_of_a_nested_resource_begin_with_the_outermost() {
    assertThat(DataExchangeTags.resource(OWNER, MINE + "data-sets/s/revisions/r/assets/a").ids())
        .containsExactly("s", "r", "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobs/j",
        "data-sets",
        "data-sets/s/revisions",
        "data-sets/s/assets/a",
        "revisions/r",
        "data-sets/s/revisions/r/assets/a/more/m",
        "data-grants/g/data-sets/s"
      })
  void another_resource_has_no_tags(String resource) {
    assertNotFound(MINE + resource);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:dataexchange:us-east-1:444455556666:data-sets/s",
        "arn:aws:dataexchange:eu-west-1:111122223333:data-sets/s",
        "arn:aws:dataexchange:us-east-1::data-sets/s",
        "arn:aws:personalize:us-east-1:111122223333:data-sets/s",
        "data-sets/s"
      })
  void a_resource_of_another_account_region_or_service_is_not_found(String arn) {
    assertNotFound(arn);
  }

  private static void assertNotFound(String arn) {
    assertThatThrownBy(() -> DataExchangeTags.resource(OWNER, arn))
        .isInstanceOfSatisfying(
            ApiError.class,
            error -> assertThat(error.code()).isEqualTo(DataExchangeError.RESOURCE_NOT_FOUND));
  }
}
