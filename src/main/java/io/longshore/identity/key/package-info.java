/**
 * Access keys: where they are looked up, how their secrets are encrypted at rest, and how operators
 * administer them.
 */
package io.longshore.identity.key;
