package io.longshore.service.cleanroomsml.configured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ARNs and roles a caller may name. */
class OwnershipRulesTest {

  private static final Principal CALLER = new Principal("111122223333", "us-east-1", "AKIA");
  private static final String OTHER = "444455556666";

  @Test
  void a_resource_of_another_account_is_refused_whether_or_not_it_exists() {
    String mine = "arn:aws:cleanrooms-ml:us-east-1:111122223333:audience-model/m";
    String theirs = "arn:aws:cleanrooms-ml:us-east-1:444455556666:audience-model/m";

    assertThat(OwnershipRules.required(CALLER, CleanRoomsMlResourceType.AUDIENCE_MODEL, mine))
        .isEqualTo(mine);
    assertRefused(
        () -> OwnershipRules.required(CALLER, CleanRoomsMlResourceType.AUDIENCE_MODEL, theirs),
        CleanRoomsMlError.ACCESS_DENIED,
        theirs);
  }

  @Test
  void a_text_that_is_not_an_arn_names_no_resource() {
    assertRefused(
        () -> OwnershipRules.required(CALLER, CleanRoomsMlResourceType.AUDIENCE_MODEL, "m"),
        CleanRoomsMlError.RESOURCE_NOT_FOUND,
        "audience model m");
  }

  @Test
  void a_role_of_the_callers_account_is_accepted() {
    assertThatCode(() -> OwnershipRules.role(CALLER, role(CALLER.account(), "a/b+c@d"), "roleArn"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:user/me",
    "arn:aws:iam::1111:role/me",
    "arn:aws:iam::111122223333:role/",
    "me"
  })
  void a_text_that_is_not_a_role_is_refused_with_its_member(String arn) {
    assertRefused(
        () -> OwnershipRules.role(CALLER, arn, "dataSource.roleArn"),
        CleanRoomsMlError.VALIDATION,
        "dataSource.roleArn",
        arn);
  }

  @Test
  void a_role_of_another_account_is_denied() {
    assertRefused(
        () -> OwnershipRules.role(CALLER, role(OTHER, "me"), "roleArn"),
        CleanRoomsMlError.ACCESS_DENIED,
        "roleArn");
  }

  private static void assertRefused(ThrowingCallable call, ServiceError code, String... words) {
    ApiError error = catchThrowableOfType(ApiError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.getMessage()).contains(words);
  }

  private static String role(String account, String name) {
    return "arn:aws:iam::" + account + ":role/" + name;
  }
}
