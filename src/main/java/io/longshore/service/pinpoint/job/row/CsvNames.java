package io.longshore.service.pinpoint.job.row;

import io.longshore.job.PermanentFailure;
import java.util.List;
import java.util.Optional;

/**
 * The names of a CSV file's columns in Pinpoint's case: files have members in any case. The names
 * of attributes and metrics stay as they are.
 */
public final class CsvNames {

  private static final int SHOWN = 20;
  public static final String MEND =
      ". The first line must have names such as Id, ChannelType, Address, User.UserId or"
          + " Attributes.Likes, with commas between";

  private static final List<String> PREFIXES =
      List.of("User.UserAttributes.", "Attributes.", "Metrics.");

  private CsvNames() {}

  /**
   * The header with Pinpoint's names.
   *
   * @throws PermanentFailure when none of them is one of Pinpoint's
   */
  static List<String> of(List<String> header) {
    List<String> names = header.stream().map(CsvNames::name).toList();
    if (names.stream().noneMatch(ImportedEndpoint::isColumn)) {
      throw new PermanentFailure(
          "The header of the CSV file names no member of an endpoint, it is "
              + header.subList(0, Math.min(SHOWN, header.size()))
              + MEND);
    }
    return names;
  }

  /** A name that endpoints do not have, if there is one; columns without names are ignored. */
  public static Optional<String> unknown(List<String> header) {
    return header.stream()
        .filter(name -> !name.isEmpty() && !ImportedEndpoint.isColumn(name(name)))
        .findFirst();
  }

  static String name(String written) {
    for (String prefix : PREFIXES) {
      if (written.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return prefix + written.substring(prefix.length());
      }
    }
    return ImportedEndpoint.columns().stream()
        .filter(written::equalsIgnoreCase)
        .findFirst()
        .orElse(written);
  }
}
