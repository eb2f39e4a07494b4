/** Applies the rules of a role to exported rows: drops, hashes and truncates values. */
package io.longshore.transfer.mask;
