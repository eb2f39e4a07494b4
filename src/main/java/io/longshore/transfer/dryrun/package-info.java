/** Dry runs of imports: read files as the import does, and report instead of storing. */
package io.longshore.transfer.dryrun;
