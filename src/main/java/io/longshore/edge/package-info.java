/**
 * The one port. Limits, signature, route and validation, in this order, then the bus; and every
 * answer's bytes.
 *
 * <p>On a request's path: <b>edge</b> → bus → service.
 */
package io.longshore.edge;
