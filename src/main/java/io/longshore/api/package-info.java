/** What the edge and the services exchange: calls, responses, principals and errors. */
package io.longshore.api;
