/**
 * Validates requests on the event loop against the contracts' JSON schemas, compiled once at
 * startup.
 */
package io.longshore.edge.validation;
