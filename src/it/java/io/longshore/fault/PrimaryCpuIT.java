package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.job.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What an export costs the primary that reads from a standby, beside one that does not. */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class PrimaryCpuIT {

  private static final int ENDPOINTS = 400_000;
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void an_export_from_a_standby_costs_the_primary_less_cpu_and_has_the_same_content()
      throws IOException {
    try (StandbyRig rig = new StandbyRig(folder, ENDPOINTS, Map.of("hot_standby_feedback", "on"))) {
      long plain = 0;
      long relieved = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Export before = export(rig, "plain" + round, false);
        Export after = export(rig, "reads" + round, true);
        plain += before.primaryMillis();
        relieved += after.primaryMillis();
        System.out.printf(
            "primary's CPU: %d ms read from the primary, %d ms read from a standby (its CPU: %d ms)%n",
            before.primaryMillis(), after.primaryMillis(), after.standbyMillis());
        assertThat(after.content()).isEqualTo(before.content());
      }
      assertThat(relieved).isLessThan(plain);
    }
  }

  private record Export(long primaryMillis, long standbyMillis, List<Integer> content) {}

  private static Export export(StandbyRig rig, String name, boolean reads) throws IOException {
    try (Installation server = rig.installation(name, reads)) {
      String node = reads ? "127.0.0.1:" + rig.standby.port() : "primary";
      long primary = rig.primary.cpuMillis();
      long standby = rig.standby.cpuMillis();
      JobId job = rig.data.export(rig.app, StandbyRig.PIECES);
      rig.data.untilFinished(StandbyRig.BOUND);
      primary = rig.primary.cpuMillis() - primary;
      standby = rig.standby.cpuMillis() - standby;
      assertThat(rig.rowsOf(server, node)).isEqualTo(ENDPOINTS);
      List<Integer> content = rig.content(job).stream().map(String::hashCode).toList();
      return new Export(primary, standby, content);
    }
  }
}
