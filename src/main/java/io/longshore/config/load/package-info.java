/**
 * Reads settings from the file, the environment and flags into the records of {@code config}, and
 * reports unknown keys and invalid values.
 */
package io.longshore.config.load;
