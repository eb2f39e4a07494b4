package io.longshore.service.personalize.schema;

import static io.longshore.service.personalize.PersonalizeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.service.personalize.PersonalizeFixture;
import io.longshore.service.personalize.dataset.DatasetType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which schemas are taken. */
class SchemaRulesTest {

  private static final String USER = "{'name':'USER_ID','type':'string'}";
  private static final String ITEM = "{'name':'ITEM_ID','type':'string'}";
  private static final String TIME = "{'name':'TIMESTAMP','type':'long'}";
  private static final String EVENT = "{'name':'EVENT_TYPE','type':'string'}";

  @Test
  void fields_keep_their_order_and_types() {
    RecordSchema parsed = RecordSchema.parse(PersonalizeFixture.ITEMS);

    SchemaRules.require(parsed, null);

    assertThat(parsed.type()).isEqualTo(DatasetType.ITEMS);
    assertThat(parsed.fields())
        .extracting(Field::name)
        .containsExactly("ITEM_ID", "GENRES", "NUMBER_OF_RATINGS");
    assertThat(parsed.fields()).extracting(Field::nullable).containsExactly(false, true, true);
    assertThat(parsed.fields()).extracting(Field::categorical).containsExactly(false, true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Users; ; {'name':'USER_ID','type':'string'}",
        "Interactions; ; {'name':'USER_ID','type':'string'},{'name':'ITEM_ID','type':'string'}",
        "Users; ; {'name':'USER_ID','type':['null','string']},{'name':'AGE','type':'int'}",
        "Users; ; {'name':'USER_ID','type':'long'},{'name':'AGE','type':'int'}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'CITY','type':'string'}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A','type':'string','textual':true}",
        "Interactions; ; {'name':'USER_ID','type':'string'},{'name':'ITEM_ID','type':'string'},{'name':'TIMESTAMP','type':'long'},{'name':'IMPRESSION','type':'string','categorical':true}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A','type':'int','categorical':true}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A','type':'string','categorical':'y'}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A_1','type':'int'},{'name':'A1','type':'int'}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A','type':['int','string']}",
        "Users; ; {'name':'USER_ID','type':'string'},{'name':'A','type':{'type':'array','items':'int'}}",
        "Items; ECOMMERCE; {'name':'ITEM_ID','type':'string'},{'name':'PRICE','type':'float'}",
        "Items; ; {'name':'ITEM_ID','type':'string'},{'name':'CREATION_TIMESTAMP','type':'string'}",
        "Songs; ; {'name':'USER_ID','type':'string'},{'name':'AGE','type':'int'}",
      })
  void a_schema_that_breaks_a_rule_is_refused(String name, String domain, String fields) {
    refused(schema(name, fields), domain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Users; {'name':'USER_ID','type':'string'},{'name':'CITY','type':'string'},{'name':'AGE','type':'int'}",
        "Items; {'name':'ITEM_ID','type':'string'},{'name':'TITLE','type':['null','string']}",
        "Interactions; {'name':'USER_ID','type':'string'},{'name':'ITEM_ID','type':'string'},{'name':'TIMESTAMP','type':'long'},{'name':'NOTE','type':'string'}",
      })
  void a_string_that_is_no_category_is_for_filters(String name, String fields) {
    RecordSchema parsed = RecordSchema.parse(schema(name, fields));

    SchemaRules.require(parsed, null);
    assertThat(parsed.fields()).noneMatch(Field::categorical);
  }

  @Test
  void a_domain_wants_more_fields() {
    String plain = schema("Interactions", USER + "," + ITEM + "," + TIME);
    SchemaRules.require(RecordSchema.parse(plain), null);
    refused(plain, "ECOMMERCE");
    String whole = schema("Interactions", USER + "," + ITEM + "," + TIME + "," + EVENT);
    SchemaRules.require(RecordSchema.parse(whole), "ECOMMERCE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"string\"", "{\"type\":\"record\"}", "5", "{}"})
  void what_is_no_record_is_refused(String text) {
    refused(text, null);
  }

  @Test
  void what_is_nested_without_end_is_refused() {
    refused("{\"type\":".repeat(2000), null);
    refused("[".repeat(19_000) + "]".repeat(999), null);
    String deep = "{\"type\":\"array\",\"items\":".repeat(700) + "\"int\"" + "}".repeat(700);
    refused(deep, null);
  }

  @Property(tries = 5000, seed = "20261121")
  void broken_schemas_get_the_services_own_error(@ForAll("broken") String text) {
    try {
      SchemaRules.require(RecordSchema.parse(text), null);
    } catch (ApiError refused) {
      assertThat(refused.code().shape()).isEqualTo("InvalidInputException");
    }
  }

  @Provide
  Arbitrary<String> broken() {
    Arbitrary<Integer> at =
        Arbitraries.integers().between(0, PersonalizeFixture.ITEMS.length() - 1);
    Arbitrary<String> put =
        Arbitraries.of(
                "", "\"", "{", "}", "[", "]", ",", "null", "5", "\\u0000", "\uD83D\uDE00", "x")
            .injectDuplicates(0.1);
    return Combinators.combine(at, at, put)
        .as(
            (from, length, text) -> {
              String whole = PersonalizeFixture.ITEMS;
              int to = Math.min(whole.length(), from + length % 9);
              return whole.substring(0, from) + text + whole.substring(to);
            });
  }

  private static void refused(String text, String domain) {
    assertThatThrownBy(() -> SchemaRules.require(RecordSchema.parse(text), domain))
        .isInstanceOfSatisfying(
            ApiError.class,
            error -> assertThat(error.code().shape()).isEqualTo("InvalidInputException"));
  }
}
