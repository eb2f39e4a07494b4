/**
 * The four services, a package each, which do not use each other.
 *
 * <p>On a request's path: edge → <b>service</b> → its Store → PostgreSQL.
 */
package io.longshore.service;
