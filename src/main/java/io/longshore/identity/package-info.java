/**
 * Who calls: verifies signatures, looks up access keys, evaluates policies, and keeps the audit
 * log.
 */
package io.longshore.identity;
