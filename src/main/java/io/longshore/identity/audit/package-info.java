/** Writes the audit log as chains of keyed hashes, and verifies it. */
package io.longshore.identity.audit;
