package io.longshore.service.dataexchange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.resource.QuotaRule;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that the code writes into responses are names of the contract. */
class DataJobTypeTest {

  private static final JsonNode SCHEMAS = schemas();

  @Test
  void each_job_type_is_one_of_the_model_and_has_a_member_of_details() {
    assertThat(Stream.of(DataJobType.values()).map(DataJobType::name))
        .containsExactlyInAnyOrderElementsOf(values("Type"));
    List<String> members = new ArrayList<>();
    SCHEMAS.path("RequestDetails").path("properties").fieldNames().forEachRemaining(members::add);
    assertThat(members)
        .containsAll(Stream.of(DataJobType.values()).map(DataJobType::member).toList());
  }

  @Test
  void each_quota_of_a_job_is_one_of_the_model() {
    for (DataJobType kind : DataJobType.values()) {
      assertThat(values("LimitName")).contains(kind.atOnce().name());
      kind.perRevision().ifPresent(limit -> assertThat(values("LimitName")).contains(limit.name()));
    }
  }

  @Test
  void each_quota_of_revisions_is_one_of_the_model() {
    for (String assetType : values("AssetType")) {
      assertThat(values("LimitName"))
          .contains(new DataExchangeQuotas(true).revisions(assetType).orElseThrow().name());
    }
  }

  @Test
  void each_type_of_asset_that_a_job_moves_is_one_of_the_model() {
    assertThat(values("AssetType"))
        .containsAll(Stream.of(DataJobType.values()).map(DataJobType::assetType).toList());
  }

  @Test
  void an_error_of_a_job_names_exactly_the_quotas_that_the_model_has_names_for() {
    List<String> named =
        values("LimitName").stream()
            .filter(
                name -> JobError.quota(new QuotaRule(name, 1), "m").body().containsKey("LimitName"))
            .toList();

    assertThat(named).containsExactlyInAnyOrderElementsOf(values("JobErrorLimitName"));
  }

  @Test
  void quotas_that_are_off_limit_nothing() {
    DataExchangeQuotas off = new DataExchangeQuotas(false);

    assertThat(Stream.of(DataJobType.values()).map(off::atOnce)).containsOnly(Optional.empty());
    assertThat(Stream.of(DataJobType.values()).map(off::perRevision))
        .containsOnly(Optional.empty());
    assertThat(off.revisions("S3_SNAPSHOT")).isEmpty();
    assertThat(off.gigabytes(true)).isEmpty();
    assertThat(
            Stream.of(
                    DataExchangeQuotas.DATA_SETS,
                    DataExchangeQuotas.DATA_GRANTS,
                    DataExchangeQuotas.EVENT_ACTIONS,
                    DataExchangeQuotas.EVENT_ACTIONS_OF_SET)
                .map(off::limit))
        .containsOnly(Integer.MAX_VALUE);
  }

  @Test
  void an_asset_that_is_uploaded_is_smaller_than_one_that_is_copied() {
    DataExchangeQuotas on = new DataExchangeQuotas(true);

    assertThat(on.gigabytes(true)).map(QuotaRule::limit).contains(5);
    assertThat(on.gigabytes(false)).map(QuotaRule::limit).contains(100);
  }

  private static List<String> values(String schema) {
    List<String> values = new ArrayList<>();
    SCHEMAS.path(schema).path("enum").forEach(value -> values.add(value.asText()));
    assertThat(values).as(schema).isNotEmpty();
    return values;
  }

  private static JsonNode schemas() {
    try (InputStream in = DataJobTypeTest.class.getResourceAsStream("/openapi/dataexchange.json")) {
      return new ObjectMapper().readTree(in).path("components").path("schemas");
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
