/**
 * Mechanisms that the services share. Services use this package; it uses no service. It knows the
 * engine's {@code JobStore} and nothing else of the engine.
 */
package io.longshore.service.resource;
