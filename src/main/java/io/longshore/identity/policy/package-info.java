/** Parses and evaluates IAM policy documents. */
package io.longshore.identity.policy;
