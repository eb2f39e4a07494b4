/** Dry runs of imports. */
package io.longshore.operator.dryrun;
