/**
 * The HTTP edge: limits, signature, routing and validation, in this order, then the event bus; and
 * the encoding of every response.
 *
 * <p>On a request's path: <b>edge</b> → event bus → service.
 */
package io.longshore.edge;
