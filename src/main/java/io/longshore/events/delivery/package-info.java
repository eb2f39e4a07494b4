/**
 * Delivers events: claims the deliveries of each target by itself, sends them, and records what
 * became of them. A target that fails is tried less and less often, and delays no other.
 */
package io.longshore.events.delivery;
