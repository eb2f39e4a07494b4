package io.longshore.service.dataexchange.asset;

import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.revision.Revision;
import io.longshore.service.resource.Timestamps;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pattern of an export's object keys. Source: "Key patterns when exporting asset revisions" of
 * the user guide.
 */
public record KeyPattern(String text) {

  public static final String BY_NAME = "${Asset.Name}";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Set<String> KNOWN =
      Set.of(
          "Asset.Id",
          "Asset.Name",
          "DataSet.Id",
          "DataSet.Name",
          "Revision.Id",
          "Revision.CreatedAt",
          "Revision.CreatedAt.Year",
          "Revision.CreatedAt.Month",
          "Revision.CreatedAt.Day");

  /**
   * The pattern, checked.
   *
   * @param member the request's, for the message
   */
  public static KeyPattern of(String member, String text) {
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      if (!KNOWN.contains(reference.group(1))) {
        throw DataExchangeError.VALIDATION.because(
            "%s refers to '%s'; known are %s"
                .formatted(member, reference.group(1), KNOWN.stream().sorted().toList()));
      }
    }
    if (!text.contains("${Asset.Name}") && !text.contains("${Asset.Id}")) {
      throw DataExchangeError.VALIDATION.because(
          member + " must refer to ${Asset.Name} or ${Asset.Id}, or assets would share a key");
    }
    String fixed = REFERENCE.matcher(text).replaceAll("x");
    ObjectKeyRules.keyFault(fixed)
        .ifPresent(
            fault -> {
              throw DataExchangeError.VALIDATION.because(member + " " + fault);
            });
    return new KeyPattern(text);
  }

  /** The prefix of all keys. */
  public String prefix() {
    return text.substring(0, text.indexOf("${"));
  }

  /** The key of an asset's object. References inside of values are not replaced. */
  public String key(DataSet set, Revision revision, Asset asset) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            reference -> Matcher.quoteReplacement(value(reference.group(1), set, revision, asset)));
  }

  private static String value(String name, DataSet set, Revision revision, Asset asset) {
    var created = revision.createdAt().atOffset(ZoneOffset.UTC);
    return switch (name) {
      case "Asset.Id" -> asset.id();
      case "Asset.Name" -> asset.name();
      case "DataSet.Id" -> set.id();
      case "DataSet.Name" -> set.name();
      case "Revision.Id" -> revision.id();
      case "Revision.CreatedAt" -> Timestamps.text(revision.createdAt());
      case "Revision.CreatedAt.Year" -> "%04d".formatted(created.getYear());
      case "Revision.CreatedAt.Month" -> "%02d".formatted(created.getMonthValue());
      case "Revision.CreatedAt.Day" -> "%02d".formatted(created.getDayOfMonth());
      default -> throw new IllegalStateException(name + " was let in");
    };
  }
}
