package io.longshore.service.pinpoint.job;

import io.longshore.service.pinpoint.PinpointError;
import java.util.regex.Pattern;

/** The rule for the role of a request. */
public final class RoleArn {

  private static final Pattern ROLE =
      Pattern.compile("arn:aws:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");

  private RoleArn() {}

  /** Refuses texts other than the ARN of a role. */
  public static void check(String arn) {
    if (!ROLE.matcher(arn).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          "RoleArn must be the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, was '"
              + arn
              + "'");
    }
  }
}
