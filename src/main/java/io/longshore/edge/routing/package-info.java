/** Finds the service and the operation of a request from the OpenAPI contracts. */
package io.longshore.edge.routing;
