/** Checksums and message digests of the S3 API. */
package io.longshore.embedded.s3.checksum;
