package io.longshore.service.pinpoint.user;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Endpoints that were stored when each kept its own attributes of its user. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserAttributeSyncJobIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void agree_after_one_job_an_app_however_many_there_are() {
    String app = rig.app();
    rig.put(app, "old", email("a@b").put("EffectiveDate", "2020-01-01").put("User", user()));
    rig.put(app, "new", email("a@c").put("EffectiveDate", "2021-01-01").put("User", user()));
    rig.rows(
        """
        update pinpoint_endpoint
           set line = replace(line, '"UserId"',
                        '"UserAttributes":{"Plan":["' || id || '"],"' || id || '":["1"]},"UserId"')
         where container = $1""",
        app);
    rig.rows(
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
        select $1, bucket, 'e' || i,
               '{"EndpointStatus":"ACTIVE","Id":"e' || i || '","User":{"UserAttributes":{"a":["'
                 || case when i % 100 = 1 then 'x' else 'y' end
                 || '"]},"UserId":"u' || i / 2 || '"}}', 2, 1, 'u' || i / 2
          from unnest($2::smallint[]) with ordinality as b (bucket, nth),
               lateral (select nth - 1 as i) n""",
        app, IntStream.range(0, 4400).mapToObj(i -> HashBucket.of("e" + i)).toArray(Short[]::new));
    rig.rows("insert into pinpoint_share values ($1), ('gone')", app);
    await(UserAttributeSyncJob.begin(rig.postgres, rig.jobs));
    await(UserAttributeSyncJob.begin(rig.postgres, rig.jobs));
    run(app);

    assertThat(rig.count("pinpoint_share")).isZero();
    assertThat(rig.count("job where type = 'pinpoint.user-shares'")).isEqualTo(1);
    JsonObject both = json("{'Plan':['new'],'old':['1'],'new':['1']}");
    assertThat(said(app, "old")).isEqualTo(both);
    assertThat(said(app, "new")).isEqualTo(both);
    assertThat(differing(app)).isZero();
    assertThat(rig.count("pinpoint_endpoint where revision = 1")).isEqualTo(4400 - 44);
    assertThat(rig.count("pinpoint_claim")).isZero();
  }

  private void run(String app) {
    Piece piece = EndpointRows.PIECES.split(1).get(0);
    await(rig.shares.piece(rig.job(app, UserAttributeSyncJob.NAME), piece, new MemoryOutputs()));
  }

  private long differing(String app) {
    return rig.rows(
            """
            select user_id from pinpoint_endpoint where container = $1 group by user_id
            having count(distinct line::jsonb #> '{User,UserAttributes}') > 1""",
            app)
        .size();
  }

  private static JsonObject user() {
    return json("{'UserId':'ann'}");
  }

  private JsonObject said(String app, String id) {
    return rig.endpoint(app, id).getJsonObject("User").getJsonObject("UserAttributes");
  }
}
