package io.longshore.service.dataexchange.grant;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.dataexchange.DataExchangeSamples;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What senders and receivers see of a grant. */
class DataGrantTest {

  private static final String AT = "2026-03-07T23:05:09.120Z";

  @Test
  void the_receiver_of_a_pending_grant_sees_neither_its_source_nor_its_tags() {
    DataGrant grant = grant(Optional.empty(), Optional.empty());
    JsonObject received = grant.describeReceived();

    assertThat(received.getString("AcceptanceState")).isEqualTo("PENDING_RECEIVER_ACCEPTANCE");
    assertThat(received.getString("Description")).isEqualTo("for you");
    assertThat(received.getString("DataSetId")).isEqualTo("set-9");
    assertThat(received.fieldNames())
        .doesNotContain("SourceDataSetId", "Tags", "AcceptedAt", "EndsAt");
    assertThat(grant.describeSent().getString("SourceDataSetId")).isEqualTo("set-0");
    assertThat(grant.describeSent().getJsonObject("Tags").isEmpty()).isTrue();
  }

  @Test
  void an_accepted_grant_says_when_it_was_accepted_and_when_it_ends() {
    Instant end = Instant.parse("2027-01-01T00:00:00Z");
    JsonObject listed = grant(Optional.of(end), Optional.of(CREATED)).sent();

    assertThat(listed.getString("AcceptanceState")).isEqualTo("ACCEPTED");
    assertThat(listed.getString("AcceptedAt")).isEqualTo(AT);
    assertThat(listed.getString("EndsAt")).isEqualTo("2027-01-01T00:00:00.000Z");
    assertThat(listed.getString("Arn"))
        .isEqualTo("arn:aws:dataexchange:us-east-1:111122223333:data-grants/grant-1");
    assertThat(listed.containsKey("Description")).isFalse();
  }

  private static DataGrant grant(Optional<Instant> ends, Optional<Instant> accepted) {
    return new DataGrant(
        "grant-1",
        DataExchangeSamples.ACCOUNT,
        DataExchangeSamples.REGION,
        "444455556666",
        "NONE",
        "Prices",
        Optional.of("for you"),
        "set-0",
        "set-9",
        new JsonObject(),
        ends,
        accepted,
        CREATED,
        CREATED);
  }
}
