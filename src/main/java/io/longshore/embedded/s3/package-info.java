/** The embedded S3: an HTTP server that stores buckets and objects in a folder. */
package io.longshore.embedded.s3;
