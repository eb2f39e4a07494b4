package io.longshore.service.cleanroomsml.configured;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses ARNs and roles of other accounts than the caller's. */
public final class OwnershipRules {

  private static final Pattern ROLE =
      Pattern.compile("arn:aws:iam::([0-9]{12}):role/[\\w+=,.@/-]{1,512}");

  private OwnershipRules() {}

  /**
   * The ARN; fails when it is of another account. The refusal does not tell whether the resource
   * exists.
   */
  public static String required(Principal caller, CleanRoomsMlResourceType kind, String arn) {
    if (!account(kind, arn).equals(caller.account())) {
      throw CleanRoomsMlError.ACCESS_DENIED.because(
          "Account %s may not use the %s %s of another account"
              .formatted(caller.account(), kind.noun(), arn));
    }
    return arn;
  }

  /** The account that an ARN of this kind names. */
  public static String account(CleanRoomsMlResourceType kind, String arn) {
    return Arn.parse(arn)
        .orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)) // of another partition
        .account();
  }

  /**
   * Refuses ARNs other than those of roles in the caller's account.
   *
   * @param member the request's, for the message
   */
  public static void role(Principal caller, String arn, String member) {
    Matcher role = ROLE.matcher(arn);
    if (!role.matches()) {
      throw CleanRoomsMlError.VALIDATION.because(
          member + " must be arn:aws:iam::<12 digits>:role/<name>, was '" + arn + "'");
    }
    if (!role.group(1).equals(caller.account())) {
      throw CleanRoomsMlError.ACCESS_DENIED.because(
          "%s must be a role of your account %s, was %s".formatted(member, caller.account(), arn));
    }
  }
}
