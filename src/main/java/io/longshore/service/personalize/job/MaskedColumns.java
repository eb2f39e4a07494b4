package io.longshore.service.personalize.job;

import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRule;
import io.longshore.config.mask.MaskRules;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.personalize.schema.SchemaRules;
import io.longshore.transfer.mask.CsvMask;
import java.util.Locale;

/**
 * Checks a role's rules against the schema of an exported dataset, so that a misspelt column does
 * not leave as it is. Only columns that Personalize reserves may be missing, and columns of an
 * allow-list.
 */
final class MaskedColumns {

  private MaskedColumns() {}

  /**
   * @throws io.longshore.api.ApiError if a rule does not fit the schema, or leaves no column
   */
  static void require(MaskRules rules, RecordSchema schema) {
    rules.rules().stream()
        .filter(rule -> rule.action() != MaskAction.KEEP && !rule.path().isEmpty())
        .forEach(rule -> require(rule, schema));
    if (!new CsvMask(rules, schema.names()).hasColumns()) {
      throw refused("leaves no column of the dataset");
    }
  }

  private static void require(MaskRule rule, RecordSchema schema) {
    String name = rule.text();
    Field field = schema.field(name).orElse(null);
    if (field == null) {
      boolean misspelt = schema.names().stream().anyMatch(own -> plain(own).equals(plain(name)));
      if (misspelt || !SchemaRules.isReservedName(name)) {
        throw refused("names " + name + ", which is no field of the dataset's schema");
      }
    } else if (rule.action() != MaskAction.DROP && field.type() != FieldType.STRING) {
      throw refused("changes " + name + ", which is no string in the dataset's schema");
    }
  }

  private static String plain(String name) {
    return name.replace("_", "").toUpperCase(Locale.ROOT);
  }

  private static RuntimeException refused(String why) {
    return PersonalizeError.INVALID_INPUT.because("The masking of the role " + why + ".");
  }
}
