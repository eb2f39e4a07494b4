/**
 * The AWS wire protocols: how bodies are parsed and errors are written in REST-JSON and JSON 1.1.
 */
package io.longshore.edge.protocol;
