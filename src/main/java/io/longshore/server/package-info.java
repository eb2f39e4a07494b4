/**
 * Assembles and starts the server: creates the backing services, the verticles and the services'
 * modules, and closes them in reverse order.
 */
package io.longshore.server;
