package io.longshore.config.mask;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service whose exports can be masked, and the paths of the values that its exports have. */
public enum MaskService {
  /** Members of endpoints. */
  PINPOINT("Amazon Pinpoint") {
    @Override
    Optional<String> fault(List<String> path) {
      return PinpointMembers.isKnown(path)
          ? Optional.empty()
          : Optional.of("is no member of an endpoint");
    }

    @Override
    Optional<String> numbers(List<String> path) {
      return PinpointMembers.numbers(path);
    }

    @Override
    List<String> split(String path) {
      return PinpointMembers.split(path);
    }
  },

  /** Columns of datasets. */
  PERSONALIZE("Amazon Personalize") {
    @Override
    Optional<String> fault(List<String> path) {
      return COLUMN.matcher(path.get(0)).matches() ? Optional.empty() : Optional.of("is no column");
    }

    @Override
    Optional<String> numbers(List<String> path) {
      return path.isEmpty()
          ? Optional.of("TIMESTAMP")
          : path.stream().filter(NUMBER_COLUMNS::contains).findFirst();
    }

    @Override
    List<String> split(String path) {
      return List.of(path);
    }
  },

  /** The user ids of audiences, which are all that an audience export has. */
  CLEANROOMSML("AWS Clean Rooms ML") {
    @Override
    Optional<String> fault(List<String> path) {
      return path.equals(List.of("user_id"))
          ? Optional.empty()
          : Optional.of("is not user_id, the only member of an audience's line");
    }

    @Override
    Optional<String> numbers(List<String> path) {
      return Optional.empty();
    }

    @Override
    List<String> split(String path) {
      return List.of(path);
    }
  };

  private static final Pattern PREFIXED = Pattern.compile("([a-z]+):(.*)", Pattern.DOTALL);
  private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final List<String> NUMBER_COLUMNS =
      List.of("TIMESTAMP", "EVENT_VALUE", "CREATION_TIMESTAMP");

  private final String title;

  MaskService(String title) {
    this.title = title;
  }

  /** The name of the service, for messages. */
  public String title() {
    return title;
  }

  /** Why an export of the service never has the path; never called for the empty one. */
  abstract Optional<String> fault(List<String> path);

  /** A number at the path or below it, which can be neither hashed nor truncated. */
  abstract Optional<String> numbers(List<String> path);

  abstract List<String> split(String path);

  /**
   * Parses a path such as {@code Attributes.*}, or {@code personalize:USER_ID}; without a service
   * it is Pinpoint's.
   *
   * @throws IllegalArgumentException if exports of the service never have such a path
   */
  static MaskRule rule(String text, MaskAction action, int length) {
    Matcher prefixed = PREFIXED.matcher(text);
    MaskService service = prefixed.matches() ? named(prefixed.group(1), text) : PINPOINT;
    String path = prefixed.matches() ? prefixed.group(2) : text;
    List<String> names =
        path.equals("*") ? List.of() : service.split(path.replaceFirst("(?<=.)\\.\\*$", ""));
    Optional<String> fault =
        names.stream().anyMatch(name -> name.isEmpty() || name.contains("*"))
            ? Optional.of("is no path: an asterisk stands at its end only")
            : names.isEmpty() ? Optional.empty() : service.fault(names);
    fault.ifPresent(
        why -> {
          throw new IllegalArgumentException(
              "roles: export has the path %s for %s, which %s".formatted(text, service.title, why));
        });
    return new MaskRule(service, names, action, length);
  }

  private static MaskService named(String name, String text) {
    return Arrays.stream(values())
        .filter(service -> service.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "roles: export has the path "
                        + text
                        + ": write pinpoint:, personalize: or cleanroomsml: before the colon"));
  }
}
