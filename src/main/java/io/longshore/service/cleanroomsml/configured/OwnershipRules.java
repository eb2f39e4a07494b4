package io.longshore.service.cleanroomsml.configured;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller may name: ARNs and roles of its own account. */
public final class OwnershipRules {

  private static final Pattern ROLE =
      Pattern.compile("arn:aws:iam::([0-9]{12}):role/[\\w+=,.@/-]{1,512}");

  private OwnershipRules() {}

  /**
   * That ARN, when it is one of the caller's account. Says nothing about whether there is such a
   * thing, so nobody learns what others have.
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
   * Refuses what is not the ARN of a role in the caller's account.
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
