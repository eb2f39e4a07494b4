package io.longshore.api;

import java.util.Optional;

/**
 * An Amazon Resource Name in the partition {@code aws}.
 *
 * @param service the service's namespace, for example {@code mobiletargeting}
 * @param region the region, empty for global resources such as roles
 * @param account the 12-digit account
 * @param resource the text after the fifth colon
 */
public record Arn(String service, String region, String account, String resource) {

  /** Parses an ARN; empty when the text is not one of this partition. */
  public static Optional<Arn> parse(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn") || !parts[1].equals("aws")) {
      return Optional.empty();
    }
    return Optional.of(new Arn(parts[2], parts[3], parts[4], parts[5]));
  }

  @Override
  public String toString() {
    return String.join(":", "arn", "aws", service, region, account, resource);
  }
}
