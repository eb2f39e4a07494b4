/**
 * The four services, a package each; they know nothing of each other.
 *
 * <p>On a request's path: edge → <b>service</b> → its Store → PostgreSQL.
 */
package io.longshore.service;
