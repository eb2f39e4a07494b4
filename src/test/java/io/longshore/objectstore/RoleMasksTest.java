package io.longshore.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.mask.ExportConfig;
import io.longshore.config.mask.MaskService;
import io.longshore.objectstore.RoleObjectStores.Grant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleMasksTest {

  private static final String ME = "123456789012";
  private static final String EXPORT = "arn:aws:iam::123456789012:role/export";

  @Test
  void a_role_masks_by_its_own_rules_and_refuses_services_without_one() {
    ExportConfig hidden =
        new ExportConfig(List.of(), List.of("Address"), List.of(), Optional.empty(), Map.of());
    Map<String, Grant> grants =
        Map.of(
            "arn:aws:iam::*:role/*", grant(Optional.of(hidden)), EXPORT, grant(Optional.empty()));
    RoleObjectStores stores = new RoleObjectStores(null, "assets", grants, false);
    String other = EXPORT + "-2";

    assertThat(stores.mask(ME, EXPORT, MaskService.PINPOINT)).isEmpty();
    assertThat(stores.mask(ME, other, MaskService.PINPOINT)).isPresent();
    assertThatThrownBy(() -> stores.mask(ME, other, MaskService.PERSONALIZE))
        .isInstanceOf(ObjectStoreError.class)
        .hasMessageContaining("has no rule for Amazon Personalize");
    assertThatThrownBy(() -> stores.requireUnmasked(ME, DefaultRole.of(ME)))
        .isInstanceOf(ObjectStoreError.class)
        .hasMessageContaining("copies of whole objects");
    assertThatCode(() -> stores.requireUnmasked(ME, EXPORT)).doesNotThrowAnyException();
    assertThatThrownBy(() -> stores.mask("000000000000", other, MaskService.PINPOINT))
        .hasMessageContaining("is not a role of account");
  }

  @Test
  void a_role_with_a_format_of_its_own_copies_no_whole_objects() {
    ExportConfig parquet =
        new ExportConfig(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("parquet"));
    Map<String, Grant> grants =
        Map.of(
            "arn:aws:iam::*:role/*", grant(Optional.of(parquet)), EXPORT, grant(Optional.empty()));
    RoleObjectStores stores = new RoleObjectStores(null, "assets", grants, false);

    assertThat(stores.format(ME, EXPORT)).isEmpty();
    assertThat(stores.format(ME, EXPORT + "-2")).contains("parquet");
    assertThat(stores.mask(ME, EXPORT + "-2", MaskService.PINPOINT)).isEmpty();
    assertThatThrownBy(() -> stores.requireUnmasked(ME, DefaultRole.of(ME)))
        .isInstanceOf(ObjectStoreError.class)
        .hasMessageContaining("exports rows as parquet");
    assertThatCode(() -> stores.requireUnmasked(ME, EXPORT)).doesNotThrowAnyException();
  }

  private static Grant grant(Optional<ExportConfig> export) {
    return new Grant(null, List.of("s3://b-1"), true, Optional.empty(), export);
  }
}
