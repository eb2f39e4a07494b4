/**
 * HTTP concerns below the AWS protocols: connection limits, head and body limits, TLS certificates,
 * CORS, security headers, and the reverse proxy to S3.
 */
package io.longshore.edge.http;
