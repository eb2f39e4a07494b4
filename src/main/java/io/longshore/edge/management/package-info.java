/** Health, readiness and metrics endpoints. */
package io.longshore.edge.management;
