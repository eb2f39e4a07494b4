/**
 * Webhooks: signed POST requests to configured endpoints, whose addresses are checked after they
 * are resolved and before a connection is opened to exactly the checked address.
 */
package io.longshore.events.webhook;
