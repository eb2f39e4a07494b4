/** Longshore runs AWS data jobs for unmodified AWS SDKs. {@link io.longshore.Main} is the start. */
package io.longshore;
