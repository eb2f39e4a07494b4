package io.longshore.service.dataexchange.revision;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static io.longshore.service.dataexchange.DataExchangeSamples.dataSet;
import static io.longshore.service.dataexchange.DataExchangeSamples.granted;
import static io.longshore.service.dataexchange.DataExchangeSamples.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.dataexchange.revision.Revision.Revocation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What owners and receivers of grants see of a revision. */
class RevisionTest {

  private static final String OWNED = "arn:aws:dataexchange:us-east-1:111122223333:data-sets/set-1";
  private static final String GRANTED = "arn:aws:dataexchange:us-east-1::data-sets/set-1";
  private static final String AT = "2026-03-07T23:05:09.120Z";

  @Test
  void a_revision_is_shown_in_the_data_set_of_its_viewer() {
    assertThat(revision().describe(dataSet()))
        .isEqualTo(
            new JsonObject()
                .put("Arn", OWNED + "/revisions/rev-1")
                .put("Comment", "first")
                .put("CreatedAt", AT)
                .put("DataSetId", "set-1")
                .put("Finalized", true)
                .put("Id", "rev-1")
                .put("Revoked", false)
                .put("UpdatedAt", AT)
                .put("Tags", new JsonObject().put("team", "b")));
    JsonObject seen = revision().describe(granted("grant-1"));
    assertThat(seen.getString("Arn")).isEqualTo(GRANTED + "/revisions/rev-1");
    assertThat(seen.containsKey("Tags")).isFalse();
  }

  @Test
  void a_revoked_revision_says_when_and_why() {
    JsonObject shown = revoked(Optional.of(new Revocation(CREATED, "wrong"))).entry(dataSet());

    assertThat(shown.getBoolean("Revoked")).isTrue();
    assertThat(shown.getString("RevocationComment")).isEqualTo("wrong");
    assertThat(shown.getString("RevokedAt")).isEqualTo(AT);
    assertThat(shown.containsKey("Comment")).isFalse();
  }

  @Test
  void a_revision_is_open_until_it_is_finalized() {
    assertThat(revision().isOpen()).isFalse();
    assertThat(revoked(Optional.empty()).isOpen()).isTrue();
  }

  private static Revision revoked(Optional<Revocation> revocation) {
    return new Revision(
        "rev-1",
        Optional.empty(),
        revocation.isPresent(),
        revocation,
        new JsonObject(),
        CREATED,
        CREATED);
  }
}
