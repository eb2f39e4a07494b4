/**
 * Request and response bodies of the embedded S3: payload hashes, the aws-chunked encoding, and
 * XML.
 */
package io.longshore.embedded.s3.body;
