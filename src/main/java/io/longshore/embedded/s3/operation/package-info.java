/** The operations of the S3 API on buckets, objects, listings, copies and multipart uploads. */
package io.longshore.embedded.s3.operation;
