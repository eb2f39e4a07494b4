/** Seed documents, and the requests to this server that create what they describe. */
package io.longshore.operator.seed;
